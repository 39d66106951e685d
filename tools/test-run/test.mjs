import { spawn } from 'node:child_process';
import { join } from 'node:path';

// Runs jest with the arguments given, and the type check beside it: tests wait a good deal, and leave a processor idle.

const JEST = join(import.meta.dirname, '../../node_modules/jest/bin/jest.js');
const NODE_FLAGS = [
  // Tests make much garbage that is soon gone.
  '--max-semi-space-size=64',
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
];

const typecheck = start([process.env.npm_execpath, 'run', 'typecheck'], 'pipe');
let said = '';
for (const stream of [typecheck.child.stdout, typecheck.child.stderr])
  stream.setEncoding('utf8').on('data', (part) => (said += part));

const jest = start([...NODE_FLAGS, JEST, '--maxWorkers=3', ...process.argv.slice(2)], 'inherit');
const codes = await Promise.all([jest.ended, typecheck.ended]);
if (codes[1] !== 0) process.stdout.write(said);
process.exitCode = Math.max(...codes);

function start(args, output) {
  const child = spawn(process.execPath, args, { stdio: ['inherit', output, output] });
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1))) };
}
