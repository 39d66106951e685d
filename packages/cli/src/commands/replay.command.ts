import { resolve } from 'node:path';
import type { Runtime } from '@fullstop/app';
import type { EventWindow, ReplayResult } from '@fullstop/app/operations';
import { FullstopError, InMemoryFindingsStore, violationJsonOf } from '@fullstop/core';
import { Command, Option } from 'commander';
import { EXIT_OK, EXIT_USAGE } from '../exit-code.js';
import { progressOf } from '../output/progress.js';
import { violationTable } from '../output/violation-table.js';

interface ReplayCommandOptions {
  readonly config?: string;
  readonly from?: string;
  readonly to?: string;
  readonly account?: string[];
  readonly region?: string[];
  readonly plugin?: string[];
  readonly dryRun?: boolean;
  readonly enqueue?: boolean;
}

/** Where replays keep their places, below the working folder. */
const CHECKPOINTS = '.fullstop/replays';

/** A date, or a date and a time. */
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** `fullstop replay`: reads logs again with the plugins of today. */
export function replayCommand(): Command {
  const collect = (value: string, values: string[] = []) => [...values, value];
  return new Command('replay')
    .description('Read logs again, as the service does. What was found before is not stored twice.')
    .argument('<path...>', 'log files, folders, or s3://bucket/prefix')
    .option('--from <time>', 'only events from this time on (ISO 8601; UTC when it names no zone)')
    .option('--to <time>', 'only events before this time')
    .option('--account <id>', 'only events of this account; may be repeated', collect)
    .option('--region <name>', 'only events of this region; may be repeated', collect)
    .option('-p, --plugin <id>', 'run only this plugin; may be repeated', collect)
    .option('--dry-run', 'print what would be found, and store nothing')
    .addOption(
      new Option(
        '--enqueue',
        'only announce the objects on the queue, so that all replicas share the work',
      ).conflicts(['account', 'region', 'plugin', 'dryRun']),
    )
    .option('-c, --config <file>', 'configuration file')
    .addHelpText('after', '\nThe same call continues where an interrupted one stopped.')
    .action(run);
}

async function run(paths: string[], options: ReplayCommandOptions): Promise<void> {
  const window: EventWindow = {
    from: timeOf('--from', options.from),
    to: timeOf('--to', options.to),
    accounts: options.account,
    regions: options.region,
  };
  const { prepareRuntime } = await import('@fullstop/app');
  const runtime = await prepareRuntime({
    workingFolder: process.cwd(),
    configFile: options.config,
    environment: process.env,
    onlyPlugins: options.plugin,
  });
  if (options.enqueue) return announce(runtime, paths, window);

  const result = options.dryRun
    ? await dryRun(runtime, paths, window)
    : await replayInto(runtime, paths, window);
  const { summary, problems } = result;
  process.stdout.write(
    `${summary.objects} files read (${summary.resumed_objects} were done before), ${summary.records} records, ` +
      `${summary.checks} checks: ${summary.stored_violations} new violations, ${summary.duplicate_violations} known ones, ` +
      `${summary.pending_checks} pending and ${summary.failed_checks} failed checks\n`,
  );
  for (const problem of problems) process.stderr.write(`Not readable: ${problem}\n`);
  process.exitCode = problems.length > 0 ? EXIT_USAGE : EXIT_OK;
}

async function replayInto(
  given: Runtime,
  paths: readonly string[],
  window: EventWindow,
): Promise<ReplayResult> {
  const { Checkpoint, openStoredFindings, replay } = await import('@fullstop/app/operations');
  const stored = await openStoredFindings(given);
  const progress = progressOf(process.stderr, 'Replaying');
  try {
    const checkpoint = new Checkpoint(resolve(CHECKPOINTS), callOf(given, paths, window));
    const { pinoLogger } = await import('@fullstop/app');
    const logger = pinoLogger('warn', process.stderr);
    const options = { paths, window, store: stored.store, logger, checkpoint };
    return await replay(stored.runtime, options, ({ objects, records }) =>
      progress.update(`${objects} files, ${records} records`),
    );
  } finally {
    progress.end();
    await stored.close();
  }
}

/** What makes a call the same one: what is read, by which plugins, and where the findings go. */
function callOf({ config, discovery }: Runtime, paths: readonly string[], window: EventWindow): unknown {
  const { url, dataDirectory } = config.database;
  const installed = discovery.candidates.map(({ packageName, packageVersion }) => [
    packageName,
    packageVersion,
  ]);
  return [paths.map(absolute), window, url ?? resolve(dataDirectory), config.plugins, installed];
}

async function dryRun(given: Runtime, paths: readonly string[], window: EventWindow): Promise<ReplayResult> {
  const { replay, resolveSecrets } = await import('@fullstop/app/operations');
  const runtime = { ...given, config: await resolveSecrets(given) };
  const store = new InMemoryFindingsStore();
  const { pinoLogger } = await import('@fullstop/app');
  const result = await replay(runtime, { paths, window, store, logger: pinoLogger('warn', process.stderr) });
  const violations = store.violations.map((violation) =>
    violationJsonOf(violation, store.violationType(violation.type)),
  );
  if (violations.length > 0) process.stdout.write(violationTable(violations, process.stdout.columns));
  return result;
}

async function announce(given: Runtime, paths: readonly string[], window: EventWindow): Promise<void> {
  const { enqueue, queueOf, resolveSecrets, s3SourceOf } = await import('@fullstop/app/operations');
  const config = await resolveSecrets(given);
  const { sqs, queueUrl } = queueOf(config);
  const progress = progressOf(process.stderr, 'Announcing');
  try {
    const objects = await enqueue({ paths, window, source: s3SourceOf(config), sqs, queueUrl }, (count) =>
      progress.update(`${count} objects`),
    );
    process.stdout.write(`${objects} objects announced on ${queueUrl}\n`);
  } finally {
    progress.end();
  }
}

function timeOf(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const [isTime, clock, zone] = TIME.exec(text) ?? [];
  // JavaScript would take a time without a zone as this machine's.
  const time = new Date(clock !== undefined && zone === undefined ? `${text}Z` : text);
  if (isTime !== undefined && !Number.isNaN(time.getTime())) return time;
  throw new FullstopError(
    'USAGE',
    `${option} ${text}: expected a date or time such as 2026-03-02T09:15:00Z.`,
  );
}

function absolute(path: string): string {
  return path.startsWith('s3://') ? path : resolve(path);
}
