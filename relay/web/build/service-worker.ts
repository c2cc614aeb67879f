import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { buildSync } from 'esbuild';
import type { Plugin } from 'vite';

/// Builds BUNDLE/sw.ts, where there is one, to `sw.js` beside index.html. In it `__ASSETS__` is the list of paths that the
/// page needs, `__RELEASE__` a hash over their contents: both change with every release, so the file does too.
export function serviceWorker(here: string, bundle: string): Plugin {
  const source = `${here}${bundle}/sw.ts`;
  return {
    name: 'carerelay-service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, files) {
        if (!existsSync(source)) return;
        const hash = createHash('sha256');
        const names = Object.keys(files).sort();
        for (const name of names) {
          const file = files[name];
          if (!file) continue;
          hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
        }
        const assets = names.filter((name) => name.startsWith('assets/')).map((name) => `/${name}`);
        const { outputFiles } = buildSync({
          entryPoints: [source],
          bundle: true,
          write: false,
          minify: true,
          format: 'iife',
          target: 'es2022',
          legalComments: 'none',
          define: {
            __ASSETS__: JSON.stringify(assets),
            __RELEASE__: JSON.stringify(hash.digest('hex').slice(0, 16)),
          },
        });
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: outputFiles[0]?.text ?? '' });
      },
    },
  };
}
