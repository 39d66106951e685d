// Puts into dist/ what the function consists of, ready to be zipped: nothing but the function, its settings and what it runs on.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';

const FILES = ['index.mjs', 'fullstop.config.json', 'package.json', 'package-lock.json'];

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
for (const file of FILES) cpSync(file, `dist/${file}`);
// Not the command line, which comes with the service as its peer: nobody types in a function.
execFileSync('npm', ['ci', '--omit=dev', '--omit=peer', '--ignore-scripts', '--no-audit', '--no-fund'], {
  cwd: 'dist',
  stdio: 'inherit',
});
