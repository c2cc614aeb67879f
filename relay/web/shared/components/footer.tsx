import type { Children } from './types';

/// Links that stand under every page, and a few plain lines.
export function Footer({ links, lines }: { links: { text: Children; href: string }[]; lines?: Children[] }) {
  return (
    <footer class="nhsuk-footer" role="contentinfo">
      <div class="nhsuk-width-container">
        <div class="nhsuk-footer__meta">
          <h2 class="nhsuk-u-visually-hidden">Support links</h2>
          <ul class="nhsuk-footer__list">
            {links.map(({ text, href }) => (
              <li class="nhsuk-footer__list-item">
                <a class="nhsuk-footer__list-item-link" href={href}>
                  {text}
                </a>
              </li>
            ))}
          </ul>
          {lines?.map((line) => <p class="nhsuk-body-s">{line}</p>)}
        </div>
      </div>
    </footer>
  );
}
