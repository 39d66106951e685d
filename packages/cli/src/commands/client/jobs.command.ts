import type { JsonObject } from '@fullstop/core';
import { Command, InvalidArgumentError } from 'commander';
import type { ClientContext } from '../../client/client-context.js';
import { failure } from '../../client/client-error.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { countArgument } from '../../count-argument.js';
import { type DetailOptions, printDetail, withDetailOptions } from '../../output/detail-output.js';
import {
  type Column,
  type OutputOptions,
  printJson,
  printRows,
  withOutputOptions,
} from '../../output/row-output.js';
import { clientCommand, examples, idArgument } from './client-command.js';
import { printRun, type RunJson } from './jobs-run-report.js';
import { waitForEnd } from './jobs-run-wait.js';

type ShowOptions = ConnectionOptions & DetailOptions;

interface RunOptions extends ShowOptions {
  readonly account?: string;
  readonly dryRun?: boolean;
  readonly queue?: boolean;
  readonly wait?: boolean;
  /** In seconds. */
  readonly timeout: number;
}

/** A job, as far as the list shows it. */
interface JobJson {
  readonly id: string;
  readonly active: boolean;
  readonly reason: string;
  readonly schedule: string;
  readonly next_run: string | null;
  readonly running: { readonly id: number } | null;
  readonly last_run: { readonly id: number; readonly status: string; readonly finished_at: string } | null;
}

const COLUMNS: readonly Column[] = [
  { name: 'id', title: 'Job' },
  { name: 'schedule' },
  { name: 'last_run', title: 'Last run', kind: 'number' },
  { name: 'status' },
  { name: 'finished', kind: 'time' },
  { name: 'running', kind: 'number' },
  { name: 'next_run', title: 'Next run' },
  { name: 'inactive_because', cut: 'first' },
];

/** Longer than the pause of a process between two looks for runs, 15 s. */
const TIMEOUT_SECONDS = 60;

/** `fullstop jobs`: the scheduled scans of accounts. */
export function jobsCommand(context: ClientContext): Command {
  const jobs = new Command('jobs')
    .description('Look at, and start, the scheduled scans of accounts.')
    .addHelpText(
      'after',
      examples(
        ['fullstop jobs run noPasswordsJob', 'prints the number of the run'],
        ['fullstop jobs show noPasswordsJob 17', 'how that run is going'],
        ['fullstop jobs run fetchRdsJob --account 111122223333 --dry-run --wait', 'what it would find there'],
      ),
    );
  jobs.addCommand(
    withOutputOptions(clientCommand('list', 'List the jobs, and how they ran last.')).action(
      (options: ConnectionOptions & OutputOptions) => list(context, options),
    ),
  );
  jobs.addCommand(runCommand(context));
  jobs.addCommand(
    withDetailOptions(clientCommand('show', 'Show a job, or one of its runs.'))
      .argument('<name>', 'name of the job')
      .argument('[run]', 'number of the run', idArgument)
      .action((name: string, id: number | undefined, options: ShowOptions) =>
        show(context, name, id, options),
      ),
  );
  return jobs;
}

function runCommand(context: ClientContext): Command {
  return withDetailOptions(clientCommand('run', 'Start a job now.'))
    .argument('<name>', 'name of the job')
    .option('--account <id>', 'scan only this account', accountArgument)
    .option('--dry-run', 'store nothing but the run with what it would have found')
    .option('--queue', 'wait for a run of the job that is under way, instead of being refused')
    .option('--wait', 'show how far it is, and how it ended')
    .option(
      '--timeout <seconds>',
      'with --wait: give up when no process works on the run for so long',
      countArgument,
      TIMEOUT_SECONDS,
    )
    .addHelpText(
      'after',
      '\nExit code with --wait: 0 all was scanned, 1 something was not, or no process works on the run.',
    )
    .action((name: string, options: RunOptions) => run(context, name, options));
}

async function list(context: ClientContext, options: ConnectionOptions & OutputOptions): Promise<void> {
  const { api } = await connect(context, options);
  const names = await api.get<string[]>('/api/jobs');
  const jobs = await Promise.all(names.map((name) => api.get<JobJson>(pathOf(name))));
  printRows(context, COLUMNS, jobs.map(rowOf), options);
}

function rowOf({ id, schedule, active, reason, running, last_run: last, next_run }: JobJson): JsonObject {
  return {
    id,
    schedule,
    last_run: last?.id ?? null,
    status: last?.status ?? null,
    finished: last?.finished_at ?? null,
    running: running?.id ?? null,
    next_run,
    inactive_because: active ? null : reason,
  };
}

async function run(context: ClientContext, name: string, options: RunOptions): Promise<void> {
  const { api } = await connect(context, options);
  const { account, dryRun, queue, wait, timeout: timeoutSeconds, output } = options;
  const path = pathOf(name);
  const answer = await api.send<{ readonly run_id: number }>('POST', `${path}/run`, {
    query: [
      ['account', account],
      ['dry-run', dryRun],
      ['queue', queue],
    ],
  });
  if (!wait) {
    if (output === 'json') printJson(context, answer);
    else context.stdout.write(`${name} is started, run ${answer.run_id}\n`);
    return;
  }
  const ended = await waitForEnd(context, api, { job: name, path, id: answer.run_id, timeoutSeconds });
  printRun(context, ended, options);
  if (ended.status !== 'succeeded') {
    const reason = ended.error === null ? '' : `: ${ended.error}`;
    throw failure(`Run ${ended.id} of ${name} ended as ${ended.status}${reason}`);
  }
}

async function show(
  context: ClientContext,
  name: string,
  id: number | undefined,
  options: ShowOptions,
): Promise<void> {
  const { api } = await connect(context, options);
  if (id === undefined) printDetail(context, await api.get<JsonObject>(pathOf(name)), options);
  else printRun(context, await api.get<RunJson>(`${pathOf(name)}/runs/${id}`), options);
}

function pathOf(name: string): string {
  return `/api/jobs/${encodeURIComponent(name)}`;
}

/** @throws {InvalidArgumentError} */
function accountArgument(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected twelve digits.');
}
