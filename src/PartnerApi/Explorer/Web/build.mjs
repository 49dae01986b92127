// Builds the explorer into ../Pages/assets, which is committed: the gateway needs no npm. The same sources give the same bytes.
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const assets = here('../Pages/assets');
const common = {
  absWorkingDir: here('.'),
  bundle: true,
  minify: true,
  target: ['es2022'],
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  outdir: assets,
  metafile: true,
};
const banner = { js: '// Built from Explorer/Web; do not edit. licenses.txt has the licenses of what it contains.' };

await rm(assets, { recursive: true, force: true });
await mkdir(assets, { recursive: true });
const builds = await Promise.all([
  // The page loads the editor, which is large, only after the sign-in.
  build({ ...common, entryPoints: ['src/app.ts', 'src/app.css'], format: 'esm', external: ['./graphiql.js'], banner }),

  // The editor in parts, of which the browser loads those that it needs.
  build({
    ...common,
    entryPoints: ['src/graphiql.tsx'],
    format: 'esm',
    splitting: true,
    chunkNames: 'graphiql-[hash]',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    banner,
  }),

  // Workers are own files, because the page's policy allows neither blob: nor data: addresses for them.
  build({
    ...common,
    entryPoints: {
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    },
    format: 'iife',
  }),
]);
await cp(here('src/index.html'), `${assets}/index.html`);
await writeFile(`${assets}/licenses.txt`, await licenses(builds.flatMap((result) => Object.keys(result.metafile.inputs))));

/** The name, version, and license text of every package of which a file is in the build. */
async function licenses(inputs) {
  const folders = new Set(inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter(Boolean));
  const texts = await Promise.all([...folders].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(here(`${folder}/package.json`), 'utf8'));
    const file = (await readdir(here(folder))).sort().find((entry) => /^licen[sc]e/i.test(entry));
    const text = file ? (await readFile(here(`${folder}/${file}`), 'utf8')).replaceAll('\r\n', '\n').trim() : `License: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  }));
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
