import { Command, Option } from 'commander';
import { EXIT_OK, EXIT_USAGE } from '../exit-code.js';
import { explanationText } from '../output/explanation-text.js';
import { buildPlugin, finished } from '../plugin-build.js';

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
    process.exitCode = (await isBuilt(folder, options)) ? await inspect(folder, options) : EXIT_USAGE;
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
    { folder, configFile: config, environment: process.env },
    events,
    pinoLogger('error', process.stderr),
  );
  process.stdout.write(
    output === 'json' ? `${JSON.stringify(result.events, null, 2)}\n` : explanationText(result),
  );
  for (const problem of result.problems) process.stderr.write(`Not readable: ${problem}\n`);
  return result.problems.length > 0 ? EXIT_USAGE : EXIT_OK;
}

async function isBuilt(folder: string, { build }: DevOptions): Promise<boolean> {
  return !build || buildPlugin(folder);
}
