import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../../repository.js';
import { writeSampleWorld } from '../../sample-world/index.js';
import type { Document } from '../documents.js';
import type { CodeBlock } from '../markdown/parse-markdown.js';

/** Longest time of one block, in milliseconds. */
const LIMIT = 120_000;

/** Ports that examples name, as the defaults are. Free ones take their place. */
const PORTS = { FULLSTOP_API_PORT: 8080, FULLSTOP_MANAGEMENT_PORT: 7979 };

/** Blocks that begin with `sh runnable`. */
export function runnableBlocks({ codeBlocks }: Document): CodeBlock[] {
  return codeBlocks.filter(({ language, attributes }) => language === 'sh' && attributes.has('runnable'));
}

/**
 * Runs the blocks of a document that begin with `sh runnable`, one after the other, in a folder of their own. A block must end
 * with 0, or with what `exit=…` says. One with `until="text"` runs on behind the others, as soon as it has printed that text.
 * @param prepare what the folder holds; by default a project with all plugins of ours, and log files in `logs`.
 * @returns what went wrong: at most one sentence, since the blocks behind depend on those before.
 */
export async function runBlocks(
  document: Document,
  prepare: (folder: string) => Promise<void> = writeProject,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fullstop-docs-'));
  const background: ChildProcess[] = [];
  try {
    await prepare(folder);
    const environment = await environmentIn(folder);
    for (const block of runnableBlocks(document)) {
      const problem = await runBlock(block, folder, environment, background);
      if (problem !== undefined) return [`${document.path}:${block.line}: ${problem}`];
    }
    return [];
  } finally {
    await Promise.all(background.map(stop));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeProject(folder: string): Promise<void> {
  const { devDependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  const dependencies = Object.fromEntries(
    Object.entries(devDependencies).filter(([name]) => name.startsWith('@fullstop/')),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  const world = await writeSampleWorld(join(folder, 'world'));
  renameSync(world.logs, join(folder, 'logs'));
}

async function environmentIn(folder: string): Promise<Record<string, string>> {
  const ports = await Promise.all(Object.keys(PORTS).map(async (name) => [name, String(await freePort())]));
  // Nothing that is set here by chance reaches the examples, and npx may fetch nothing.
  const path = `${join(folder, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`;
  return {
    PATH: path,
    HOME: join(folder, '.home'),
    npm_config_offline: 'true',
    ...Object.fromEntries(ports),
  };
}

async function runBlock(
  { code, attributes }: CodeBlock,
  folder: string,
  environment: Record<string, string>,
  background: ChildProcess[],
): Promise<string | undefined> {
  const shell = spawn('bash', ['-e', '-u', '-o', 'pipefail', '-c', withPorts(code, environment)], {
    cwd: folder,
    env: environment,
    // A group of its own, so that what it starts ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(shell, 'close').then(([code, signal]) => `it ended with ${signal ?? code}`);
  const output = collectOutput(shell, attributes.get('until'));
  const late = new AbortController();
  const limit = timeLimit(late.signal);
  try {
    const text = attributes.get('until');
    if (text === undefined) {
      const result = await Promise.race([ended, limit]);
      const wanted = `it ended with ${attributes.get('exit') || '0'}`;
      return result === wanted ? undefined : `${result}: ${output.text().slice(-2000)}`;
    }
    background.push(shell);
    const result = await Promise.race([output.seen, ended, limit]);
    return result === undefined
      ? undefined
      : `${result} and did not print "${text}": ${output.text().slice(-2000)}`;
  } finally {
    late.abort();
    if (!background.includes(shell)) await stop(shell);
  }
}

function collectOutput(shell: ChildProcess, wanted = ''): { text: () => string; seen: Promise<undefined> } {
  let text = '';
  let tell: (value: undefined) => void = () => {};
  const seen = new Promise<undefined>((resolve) => {
    tell = resolve;
  });
  for (const stream of [shell.stdout, shell.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes(wanted)) tell(undefined);
    });
  }
  return { text: () => text, seen };
}

function timeLimit(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`it took longer than ${LIMIT / 1000} s`), LIMIT);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}

async function stop(shell: ChildProcess): Promise<void> {
  const { pid } = shell;
  if (pid === undefined || shell.exitCode !== null || shell.signalCode !== null) return;
  const closed = once(shell, 'close');
  process.kill(-pid, 'SIGTERM');
  const force = setTimeout(() => process.kill(-pid, 'SIGKILL'), LIMIT);
  await closed;
  clearTimeout(force);
}

function withPorts(code: string, environment: Record<string, string>): string {
  return Object.entries(PORTS).reduce(
    (text, [name, port]) => text.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${environment[name]}`),
    code,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('The system gave no port.');
  return address.port;
}
