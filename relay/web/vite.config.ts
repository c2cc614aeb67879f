import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { lightPreload } from './build/preload';
import { trimmed } from './build/trim';
import { serviceWorker } from './build/service-worker';
import { patience } from '../../tests/browser/support/patience';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Where each bundle is served: the relay answers `/` and `/console` with its index.html. */
const bases = { inbox: '/', console: '/console/' } as const;

/// `vite build --mode inbox` builds one bundle; `./dev web` builds both. `vite --mode inbox` serves it while you work on it,
/// with the API of a relay at RELAY (https://localhost:8443).
export default defineConfig(({ mode, command }) => {
  const bundle = mode === 'console' ? 'console' : 'inbox';
  const relay = process.env['RELAY'] ?? 'https://localhost:8443';
  return {
    root: `${here}${bundle}`,
    base: bases[bundle],
    publicDir: `${here}${bundle}/public`,
    envDir: false,
    // Children as arguments: a hundredth less than with the automatic runtime, and without its code.
    esbuild: { jsx: 'transform', jsxFactory: '_h', jsxFragment: '_F', jsxInject: "import { h as _h, Fragment as _F } from 'preact';", legalComments: 'none' },
    css: {
      preprocessorOptions: { scss: { loadPaths: [`${here}node_modules`], quietDeps: true } },
      postcss: { plugins: command === 'build' ? [trimmed(here, bundle)] : [] },
    },
    plugins: [lightPreload(), serviceWorker(here, bundle)],
    build: {
      outDir: process.env['WEB_OUT'] ? `${process.env['WEB_OUT']}/${bundle}` : `${here}dist/${bundle}`,
      emptyOutDir: true,
      target: 'es2022',
      cssTarget: ['chrome100', 'safari15'],
      assetsInlineLimit: 0,
      cssCodeSplit: true,
      modulePreload: false,
      reportCompressedSize: false,
    },
    server: {
      proxy: {
        '/v1': { target: relay, ws: true, secure: false },
      },
    },
    test: {
      root: here,
      environment: 'happy-dom',
      include: ['shared/**/*.test.{ts,tsx}', 'inbox/**/*.test.{ts,tsx}', 'console/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
      css: false,
      testTimeout: patience.test,
      hookTimeout: patience.test,
      expect: { poll: { timeout: patience.step, interval: 20 } },
      maxWorkers: 2,
    },
  };
});
