import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FullstopError, type JsonObject, textAt } from '@fullstop/core';
import { Command } from 'commander';
import { countArgument } from '../count-argument.js';
import { EXIT_OK, EXIT_USAGE } from '../exit-code.js';

interface RecordOptions {
  readonly event?: string[];
  readonly eventId?: string[];
  readonly limit: number;
  readonly to: string;
  readonly redact: string[] | false;
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
    .addHelpText('after', '\nExit code: 0 done, 2 wrong call, no such record, or unreadable input.')
    .action(run);
}

async function run(paths: string[], { event, eventId, limit, to, redact }: RecordOptions): Promise<void> {
  const { recordEvents } = await import('@fullstop/app/dev');
  const texts = redact === false ? undefined : Array.isArray(redact) ? redact : [];
  const { records, isCut, problems } = await recordEvents(paths, {
    events: event,
    eventIds: eventId,
    limit,
    redact: texts,
  });
  for (const problem of problems) process.stderr.write(`Not readable: ${problem}\n`);
  if (records.length === 0) throw new FullstopError('USAGE', 'No record in there is one of those asked for.');
  mkdirSync(to, { recursive: true });
  for (const record of records) process.stdout.write(`${write(record, to)}\n`);
  if (isCut) process.stderr.write(`There are more; --limit is ${limit}.\n`);
  process.exitCode = problems.length > 0 ? EXIT_USAGE : EXIT_OK;
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
