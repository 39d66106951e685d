import type { Runtime, SettingSource } from '@fullstop/app';
import type { RunningService } from '@fullstop/app/service';
import type { Logger } from '@fullstop/core';
import { Command } from 'commander';
import { EXIT_FAILURE } from '../exit-code.js';
import { printReport } from '../output/report.js';

interface ServeOptions {
  readonly config?: string;
  readonly logs?: string;
  readonly report?: boolean;
  readonly only?: string;
  /** The name that the setting had in the old system, taken as an argument. */
  readonly 'fullstop.container.autoStart'?: string;
}

/** `fullstop serve`: the service. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Run the service: read what lies in the log folder, watch it, store what the plugins find.')
    .option(
      '-c, --config <file>',
      'configuration file; default: fullstop.config.{ts,js,mjs,json} in the project',
    )
    .option('-l, --logs <folder>', 'folder with log files (FULLSTOP_LOGS)')
    .option('--only <part>', 'only this part, or several with commas: ingest, api, jobs (FULLSTOP_PARTS)')
    .option('--fullstop.container.autoStart <switch>', 'false: serve health and the rest, but read nothing')
    .option('--report', 'print the stored violations when everything that lay in the folder is read')
    .action(runServe);
}

async function runServe(options: ServeOptions): Promise<void> {
  const { jobTable, prepareRuntime, startUpTable } = await import('@fullstop/app');
  const runtime = await prepareRuntime({
    workingFolder: process.cwd(),
    configFile: options.config,
    environment: process.env,
    withJobs: true,
    overrides: [
      ...given(['parts'], options.only, 'option --only'),
      ...given(['logs'], options.logs, 'option --logs'),
      ...given(
        ['ingest', 'autoStart'],
        options['fullstop.container.autoStart'],
        'option --fullstop.container.autoStart',
      ),
    ],
  });
  const logger = await loggerFor(runtime, options);
  for (const warning of runtime.warnings) logger.warn({}, warning);

  // Only the service pays for Nest and TypeORM.
  const { startService } = await import('@fullstop/app/service');
  const starting = startService(runtime, logger);
  // Not later: whoever sees that it is healthy may ask it to stop while it still starts.
  stopOnSignal(starting);
  const service = await starting;
  for (const line of startUpTable(service.plugins, runtime.discovery.problems)) say(line);
  for (const line of jobTable(service.jobs)) say(line);
  say(`API:    ${service.apiUrl ?? 'not in this process'}`);
  say(`Health: ${service.healthUrl}`);
  say(`Logs:   ${runtime.config.logs ?? 'no folder; set FULLSTOP_LOGS'}`);
  try {
    await service.caughtUp;
  } catch (error) {
    await service.stop();
    throw error;
  }
  if (options.report) await printReport(service.violations, process.stdout);

  function say(line: string): void {
    if (options.report) process.stdout.write(`${line}\n`);
    else logger.info({}, line);
  }
}

function given(path: string[], value: string | undefined, source: string): SettingSource[] {
  return value === undefined ? [] : [{ path, value, source }];
}

async function loggerFor({ config, sources }: Runtime, { report }: ServeOptions): Promise<Logger> {
  const { pinoLogger } = await import('@fullstop/app');
  if (!report) return pinoLogger(config.log.level);
  // With a report the output is for people: log lines stay out of its way, and only those that matter are there.
  return pinoLogger(sources.has('log.level') ? config.log.level : 'warn', process.stderr);
}

/** Stops the service in order; one that still starts, as soon as it runs. */
function stopOnSignal(starting: Promise<RunningService>): void {
  let stopping = false;
  const stop = () => {
    // Whoever asks twice does not want to wait.
    if (stopping) process.exit(EXIT_FAILURE);
    stopping = true;
    starting
      .then((service) => service.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`Not stopped in order: ${String(error)}\n`);
          process.exit(EXIT_FAILURE);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
