import { setFlagsFromString } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_FAILURE, EXIT_OK, EXIT_USAGE } from '../exit-code.js';
import { progressOf } from '../output/progress.js';
import { printScan, type ScanFormat } from '../output/scan-output.js';

const MOST_WORKERS = 64;

interface ScanOptions {
  readonly plugin?: string[];
  readonly config?: string;
  readonly output: ScanFormat;
  readonly failOnViolation?: boolean;
  readonly workers?: number;
}

/** `fullstop scan`: reads log files and reports, without service, database or network. */
export function scanCommand(): Command {
  return new Command('scan')
    .description('Read log files and folders, and report what the installed plugins find. Stores nothing.')
    .argument('<path...>', 'log files, or folders with log files')
    .option(
      '-p, --plugin <id>',
      'run only this plugin; may be repeated',
      (id: string, ids: string[] = []) => [...ids, id],
    )
    .option(
      '-c, --config <file>',
      'configuration file; default: fullstop.config.{ts,js,mjs,json} in the project',
    )
    .addOption(
      new Option('-o, --output <format>', 'how to print')
        .choices(['table', 'json', 'ndjson'])
        .default('table'),
    )
    .option(
      '--workers <count>',
      'threads that read files beside the main one; default: one for each processor beyond the first, at most 4; 0: none',
      workersArgument,
    )
    .option('--fail-on-violation', 'exit with 1 when there are violations')
    .addHelpText(
      'after',
      '\nExit code: 0 done, 1 violations with --fail-on-violation, 2 wrong call or unreadable input.',
    )
    .action(runScan);
}

async function runScan(paths: string[], options: ScanOptions): Promise<void> {
  keepGarbageSmall();
  // Every thread that starts sets the flags of the process back.
  const onWorker = (worker: Worker) => void worker.once('online', keepGarbageSmall);
  process.on('worker', onWorker);
  const { prepareRuntime, scan } = await import('@fullstop/app');
  const runtime = await prepareRuntime({
    workingFolder: process.cwd(),
    configFile: options.config,
    environment: process.env,
    onlyPlugins: options.plugin,
  });
  for (const warning of [...runtime.warnings, ...runtime.discovery.problems])
    process.stderr.write(`${warning}\n`);

  const progress = progressOf(process.stderr, 'Reading log files');
  const result = await scan(runtime, paths, {
    progress: ({ objects, records, bytes }) =>
      progress.update(`${objects} files, ${records} records, ${Math.round(bytes / 1e6)} MB`),
    ...(options.workers !== undefined && { workers: options.workers }),
  }).finally(() => {
    process.off('worker', onWorker);
    progress.end();
  });
  await printScan(result, options.output, process.stdout);
  for (const problem of result.problems) process.stderr.write(`Not readable: ${problem}\n`);

  const violations = result.violations.length > 0;
  process.exitCode =
    result.problems.length > 0 ? EXIT_USAGE : violations && options.failOnViolation ? EXIT_FAILURE : EXIT_OK;
}

/** Left alone, V8 makes room for more garbage the more there is: 30 MB that a scan is no faster for. */
function keepGarbageSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** How many threads: each needs memory of its own. @throws {InvalidArgumentError} for everything but 0 to 64. */
function workersArgument(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= MOST_WORKERS) return Number(text);
  throw new InvalidArgumentError(`Expected a whole number from 0 to ${MOST_WORKERS}.`);
}
