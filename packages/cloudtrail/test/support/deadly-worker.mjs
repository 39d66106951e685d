// Runs the worker of this package, and ends the thread in the middle of each file with this name.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { readSync } = fs;
const { openSync } = fs;
let deadly;
fs.openSync = (path, ...rest) => {
  const file = openSync(path, ...rest);
  deadly = path.includes('deadly') ? file : undefined;
  return file;
};
fs.readSync = (file, ...rest) => (file === deadly ? process.exit(3) : readSync(file, ...rest));
syncBuiltinESMExports();

await import('../../dist/reader/workers/scan-worker.js');
