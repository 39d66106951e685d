// Bundles src/page into the static files of the page, in dist/page or in the folder that is given.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

const PACKAGE = join(import.meta.dirname, '..');
const SOURCES = join(PACKAGE, 'src', 'page');
const FOLDER = resolve(process.argv[2] ?? join(PACKAGE, 'dist', 'page'));

await rm(FOLDER, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: PACKAGE,
  entryPoints: [join(SOURCES, 'main.tsx'), join(SOURCES, 'icon.svg')],
  outdir: FOLDER,
  // The hash changes with the content, so that browsers may keep these files for ever.
  entryNames: 'assets/[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.svg': 'copy' },
  banner: { js: '/* Contains Preact, (c) Jason Miller and contributors, MIT License. */' },
  tsconfigRaw: {},
  metafile: true,
  logLevel: 'warning',
});

const assets = Object.keys(metafile.outputs).map((path) => basename(path));
const template = await readFile(join(SOURCES, 'index.html'), 'utf8');
await writeFile(
  join(FOLDER, 'index.html'),
  template.replace(/\{\{(\w+)\.(\w+)\}\}/g, (_, name, extension) => `/assets/${assetOf(name, extension)}`),
);

function assetOf(name, extension) {
  const asset = assets.find((each) => each.startsWith(`${name}-`) && each.endsWith(`.${extension}`));
  if (asset === undefined) throw new Error(`index.html names ${name}.${extension}, which nobody bundled`);
  return asset;
}
