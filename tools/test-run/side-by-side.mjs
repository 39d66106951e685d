import { spawn } from 'node:child_process';

// Runs several scripts of the package at the same time, and prints what each said when it is done.
// Use: node side-by-side.mjs build typecheck

const failed = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = Math.max(...failed);

/** @returns its exit code. */
function run(script) {
  const child = spawn(process.execPath, [process.env.npm_execpath, 'run', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part) => (text += part));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stdout.write(text);
      resolve(code ?? 1);
    });
  });
}
