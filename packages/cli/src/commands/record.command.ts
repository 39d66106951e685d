import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RecordedEvents, RecordedFacts } from '@fullstop/app/dev';
import { FullstopError, type JsonObject, textAt } from '@fullstop/core';
import { Command } from 'commander';
import { countArgument } from '../count-argument.js';
import { EXIT_OK, EXIT_USAGE } from '../exit-code.js';
import { buildPlugin } from '../plugin-build.js';

interface RecordOptions {
  readonly event?: string[];
  readonly eventId?: string[];
  readonly limit: number;
  readonly to: string;
  readonly redact: string[] | false;
  readonly plugin?: string;
  readonly facts?: string;
  readonly config?: string;
  readonly build: boolean;
}

const DEFAULT_LIMIT = 20;

/** `fullstop record`: events for tests, out of log files. */
export function recordCommand(): Command {
  const collect = (value: string, values: string[] = []) => [...values, value];
  return new Command('record')
    .description(
      'Cut chosen records out of log files, one file each, for tests of plugins. Account ids, names of people, addresses ' +
        'and keys are replaced, the same one by the same replacement.',
    )
    .argument('<path...>', 'log files, or folders with log files')
    .option(
      '-e, --event <source:name>',
      'only this event, such as ec2.amazonaws.com:Run*; may be repeated',
      collect,
    )
    .option('-i, --event-id <id>', 'only the event with this id; may be repeated', collect)
    .option('-l, --limit <count>', 'how many records at most', countArgument, DEFAULT_LIMIT)
    .option('-t, --to <folder>', 'where to write', 'events')
    .option(
      '-r, --redact <text>',
      'replace this text, too; may be repeated',
      (value: string, values: unknown) => collect(value, Array.isArray(values) ? values : []),
    )
    .option('--no-redact', 'replace nothing: the files hold what the logs hold')
    .option(
      '-p, --plugin <folder>',
      'let the plugin in this folder look at the records as they are, and write what it is told; needs --facts',
    )
    .option(
      '-f, --facts <file>',
      'where to write the cassette: what the plugin asked, and was told, redacted alike',
    )
    .option(
      '-c, --config <file>',
      'configuration file with options of the plugin, and of the services it asks',
    )
    .option('--no-build', 'do not run the build script of the package')
    .addHelpText('after', '\nExit code: 0 done, 2 wrong call, no such record, or unreadable input.')
    .action(run);
}

async function run(paths: string[], options: RecordOptions): Promise<void> {
  const { limit, to } = options;
  const recorded = await recordedBy(paths, options);
  for (const problem of recorded.problems) process.stderr.write(`Not readable: ${problem}\n`);
  if (recorded.records.length === 0)
    throw new FullstopError('USAGE', 'No record in there is one of those asked for.');
  mkdirSync(to, { recursive: true });
  for (const record of recorded.records) process.stdout.write(`${write(record, to)}\n`);
  if (recorded.isCut) process.stderr.write(`There are more; --limit is ${limit}.\n`);
  if ('cassette' in recorded) writeFacts(recorded, options.facts!);
  process.exitCode = recorded.problems.length > 0 ? EXIT_USAGE : EXIT_OK;
}

async function recordedBy(
  paths: readonly string[],
  { event, eventId, limit, redact, plugin, facts, config, build }: RecordOptions,
): Promise<RecordedEvents | RecordedFacts> {
  const texts = redact === false ? undefined : Array.isArray(redact) ? redact : [];
  const choice = { events: event, eventIds: eventId, limit, redact: texts };
  const { recordEvents, recordFacts } = await import('@fullstop/app/dev');
  if ((plugin === undefined) !== (facts === undefined))
    throw new FullstopError(
      'USAGE',
      'Name both or neither: --plugin, who asks, and --facts, where that goes.',
    );
  if (plugin === undefined) return recordEvents(paths, choice);
  if (build && !(await buildPlugin(plugin)))
    throw new FullstopError('USAGE', `${plugin} cannot be built; see above.`);
  const { pinoLogger } = await import('@fullstop/app');
  const developed = { folder: plugin, configFile: config, environment: process.env };
  return recordFacts(paths, choice, developed, pinoLogger('error', process.stderr));
}

function writeFacts({ cassette, checks, isConnected }: RecordedFacts, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, cassette);
  process.stdout.write(`${file}\n`);
  for (const { eventName, eventId, plugin, state, violations, reason } of checks) {
    const found = `${violations} violation${violations === 1 ? '' : 's'}`;
    process.stderr.write(`${eventName} ${eventId}, ${plugin}: ${state}, ${reason ?? found}\n`);
  }
  if (!isConnected)
    process.stderr.write('AWS and the services around were not asked (FULLSTOP_AWS_ENABLED).\n');
}

/** Writes a record under the name of its event, with a number where there are several. @returns the path. */
function write(record: JsonObject, folder: string): string {
  const name = (textAt(record, 'eventName') ?? 'event').replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const safe = name.replace(/[^a-z0-9-]/g, '-');
  let path = join(folder, `${safe}.json`);
  for (let number = 2; existsSync(path); number += 1) path = join(folder, `${safe}-${number}.json`);
  writeFileSync(path, `${JSON.stringify(record, null, 2)}\n`);
  return path;
}
