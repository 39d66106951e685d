import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transformFileSync } from '@swc/core';

// Lets a child process run the TypeScript sources, as jest does: no build needed.
// Use: node --conditions=@fullstop/source --import <this file> script.ts

const settings = JSON.parse(readFileSync(new URL('../../../../.swcrc', import.meta.url), 'utf8'));

export function resolve(specifier, context, next) {
  const fromSource = context.parentURL?.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(specifier);
  return next(fromSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
}

export function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = transformFileSync(fileURLToPath(url), { ...settings, swcrc: false });
  return { format: 'module', source: code, shortCircuit: true };
}

// The hooks run in a thread of their own, which loads this file again.
if (isMainThread) register(import.meta.url);
