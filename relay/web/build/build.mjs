// Builds both bundles, one after the other: node build/build.mjs [--out FOLDER]. Two builds of the same sources are the
// same byte for byte.
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { build } from 'vite';

const at = process.argv.indexOf('--out');
if (at > 0) process.env.WEB_OUT = resolve(process.argv[at + 1]);
const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url));
for (const mode of ['inbox', 'console']) await build({ configFile, mode, logLevel: process.env.WEB_LOG ?? 'error' });
