import type { Plugin } from 'vite';

/** What Vite puts before `import()` of a part with style sheets of its own. Its helper also knows browsers and cases that ours
 *  does not have (module preloads, policies with nonces, other origins), and weighs three times as much. */
const helper = `
const asked = {};
export const __vitePreload = (load, sheets) =>
  Promise.all((sheets || []).map((path) => {
    const href = BASE + path;
    // The first page's own sheet is there already: a second one behind the others would overrule them.
    return path.endsWith('.css') && (asked[href] ||= document.querySelector('link[href="' + href + '"]') || new Promise((done, fail) => {
      const link = document.createElement('link');
      link.rel = 'stylesheet';
      link.href = href;
      link.onload = done;
      link.onerror = () => {
        link.remove();
        delete asked[href];
        fail(new Error(href));
      };
      document.head.append(link);
    }));
  })).then(load);
`;

/// Loads a part's style sheets, each once, and then the part. A sheet that does not come fails it, and is asked for again the
/// next time.
export function lightPreload(): Plugin {
  let base = '/';
  return {
    name: 'carerelay-preload',
    apply: 'build',
    enforce: 'pre',
    configResolved(config) {
      base = config.base;
    },
    load(id) {
      return id === '\0vite/preload-helper.js' ? helper.replace('BASE', JSON.stringify(base)) : undefined;
    },
  };
}
