/// One spelling for HTML that means the same: attributes sorted, blanks between things gone, one blank within text.
export function normal(html: string): string {
  const holder = document.createElement('div');
  holder.innerHTML = html;
  holder.normalize();
  return [...holder.childNodes].map(spell).filter(Boolean).join('\n');
}

function spell(node: Node): string {
  if (node.nodeType === 3) return (node.textContent ?? '').replace(/\s+/g, ' ').trim();
  if (!(node instanceof Element)) return '';
  const attributes = [...node.attributes]
    .map(({ name, value }) => ` ${name}="${name === 'class' ? value.trim().split(/\s+/).join(' ') : value.trim()}"`)
    .sort()
    .join('');
  const name = node.localName.toLowerCase();
  const inside = node.localName === 'textarea' ? [(node as HTMLTextAreaElement).value] : [...node.childNodes].map(spell);
  // Text cut in two by a template is one text.
  return `<${name}${attributes}>\n${inside.filter(Boolean).join('\n')}\n</${name}>`.replace(/>\n\n</g, '>\n<');
}
