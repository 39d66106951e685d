// Compiles assembly/ and writes the module's bytes to src/generated/module-bytes.ts. Does nothing when that is up to date.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..');
const TARGET = join(PACKAGE, 'src', 'generated', 'module-bytes.ts');
// 128 pages of 64 KiB: what layout.ts says, and 7 MiB of text.
const OPTIONS = '-O3 --converge --runtime stub --enable simd --initialMemory 128 --use abort='.split(' ');

const head = `// Made by build/compile.mjs from sources with the checksum ${checksum()}.`;
if (read(TARGET)?.split('\n', 1)[0] !== head) {
  const bytes = await compile();
  mkdirSync(join(TARGET, '..'), { recursive: true });
  writeFileSync(TARGET, moduleOf(bytes));
  console.log(`logscan: compiled ${bytes.length} bytes of WebAssembly`);
}

function checksum() {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename));
  const { devDependencies } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  hash.update(devDependencies.assemblyscript);
  const folder = join(PACKAGE, 'assembly');
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  for (const name of sources.sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

async function compile() {
  // The compiler is large; it is loaded only when there is something to compile.
  const { default: asc } = await import('assemblyscript/asc');
  let bytes;
  const { error, stderr } = await asc.main(
    ['assembly/index.ts', '--baseDir', PACKAGE, '--outFile', 'module.wasm', ...OPTIONS],
    {
      writeFile: (_name, contents) => {
        bytes = contents;
      },
    },
  );
  if (error) throw new Error(`The module does not compile:\n${stderr}`, { cause: error });
  return bytes;
}

function moduleOf(bytes) {
  const text = Buffer.from(bytes).toString('base64');
  return `${head}\n/** The WebAssembly module, in base64. */\nexport const MODULE_BASE64 =\n  '${text}';\n`;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
