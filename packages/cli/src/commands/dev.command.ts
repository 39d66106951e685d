import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FullstopError } from '@fullstop/core';
import { Command, Option } from 'commander';
import { EXIT_OK, EXIT_USAGE } from '../exit-code.js';
import { explanationText } from '../output/explanation-text.js';

interface DevOptions {
  readonly events: string;
  readonly once?: boolean;
  readonly build: boolean;
  readonly config?: string;
  readonly output: 'text' | 'json';
}

/** `fullstop dev`: a plugin under development, over recorded events. */
export function devCommand(): Command {
  return new Command('dev')
    .description(
      'Build a plugin and run it over recorded events whenever one of its files, or an event, is saved. ' +
        'Shows what it asks for and what it would report. Stores and writes nothing.',
    )
    .argument('<folder>', "folder of the plugin's package")
    .requiredOption('-e, --events <path>', 'folder with recorded events, or one file; see fullstop record')
    .option('--once', 'once, and do not watch')
    .option('--no-build', 'do not run the build script of the package')
    .option('-c, --config <file>', 'configuration file with options of the plugin')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      '\nExit code of --once: 0 done, 2 wrong call, a build that fails, or unreadable input.',
    )
    .action(run);
}

async function run(folder: string, options: DevOptions): Promise<void> {
  if (options.once) {
    process.exitCode = (await built(folder, options)) ? await inspect(folder, options) : EXIT_USAGE;
    return;
  }
  const { runOnSave } = await import('@fullstop/app/dev');
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  await runOnSave([folder, options.events], {
    signal: ended.signal,
    run: async () => {
      // A process of its own: a module that was imported once is not read again.
      const args = process.argv.slice(1).filter((arg) => arg !== '--once');
      await finished(process.execPath, [...args, '--once']);
      process.stderr.write('Waiting for changes.\n');
    },
  });
}

async function inspect(folder: string, { events, config, output }: DevOptions): Promise<number> {
  const { pinoLogger } = await import('@fullstop/app');
  const { inspectRecorded } = await import('@fullstop/app/dev');
  const result = await inspectRecorded(
    { folder, events, configFile: config, environment: process.env },
    pinoLogger('error', process.stderr),
  );
  process.stdout.write(
    output === 'json' ? `${JSON.stringify(result.events, null, 2)}\n` : explanationText(result),
  );
  for (const problem of result.problems) process.stderr.write(`Not readable: ${problem}\n`);
  return result.problems.length > 0 ? EXIT_USAGE : EXIT_OK;
}

/** Whether the package is built; one without a build script always is. */
async function built(folder: string, { build }: DevOptions): Promise<boolean> {
  if (!build || !hasBuildScript(folder)) return true;
  return (await finished('npm', ['run', '--silent', 'build'], folder)) === 0;
}

function hasBuildScript(folder: string): boolean {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) throw new FullstopError('USAGE', `${folder} holds no package.json.`);
  return JSON.parse(readFileSync(path, 'utf8')).scripts?.build !== undefined;
}

/** Runs a command, whose output goes where that of this process goes. What a build prints is no result. @returns its exit code. */
async function finished(command: string, args: readonly string[], cwd?: string): Promise<number | null> {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', cwd === undefined ? 'inherit' : 2, 'inherit'],
  });
  const [code] = await once(child, 'close');
  return code;
}
