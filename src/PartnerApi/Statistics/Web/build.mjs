// Builds the pages into ../Pages/assets, which is committed: the gateway needs no npm. The same sources give the same bytes.
import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const assets = here('../Pages/assets');

await rm(assets, { recursive: true, force: true });
await mkdir(assets, { recursive: true });
await build({
  absWorkingDir: here('.'),
  entryPoints: ['src/app.ts', 'src/app.css'],
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022'],
  legalComments: 'eof',
  banner: { js: '// Holds Apache ECharts and zrender (see the notices at the end). Built from Statistics/Web; do not edit.' },
  outdir: assets,
});
await cp(here('src/index.html'), `${assets}/index.html`);
