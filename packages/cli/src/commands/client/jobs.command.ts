import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { Command } from 'commander';
import type { ClientContext } from '../../client/client-context.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { type DetailOptions, printDetail, withDetailOptions } from '../../output/detail-output.js';
import { printJson } from '../../output/row-output.js';
import { clientCommand, examples } from './client-command.js';

type Options = ConnectionOptions & DetailOptions;

/** `fullstop jobs`: the scheduled scans of accounts. */
export function jobsCommand(context: ClientContext): Command {
  const jobs = new Command('jobs')
    .description('Look at, and start, the scheduled scans of accounts.')
    .addHelpText(
      'after',
      examples(
        ['fullstop jobs run noPasswordsJob', 'prints the number of the run'],
        ['fullstop jobs show noPasswordsJob 17', 'how that run is going'],
      ),
    );
  jobs.addCommand(
    withDetailOptions(clientCommand('list', 'List the jobs.')).action((options: Options) =>
      list(context, options),
    ),
  );
  jobs.addCommand(
    withDetailOptions(clientCommand('run', 'Start a job now.'))
      .argument('<name>', 'name of the job')
      .action((name: string, options: Options) => run(context, name, options)),
  );
  jobs.addCommand(
    withDetailOptions(clientCommand('show', 'Show a job, or one of its runs.'))
      .argument('<name>', 'name of the job')
      .argument('[run]', 'number of the run')
      .action((name: string, id: string | undefined, options: Options) => show(context, name, id, options)),
  );
  return jobs;
}

async function list(context: ClientContext, options: Options): Promise<void> {
  const { api } = await connect(context, options);
  const names = await api.get<string[]>('/api/jobs');
  if (options.output === 'json') printJson(context, names);
  else context.stdout.write(names.map((name) => `${name}\n`).join(''));
}

async function run(context: ClientContext, name: string, options: Options): Promise<void> {
  const { api } = await connect(context, options);
  const answer = await api.send<JsonValue | undefined>('POST', `/api/jobs/${encodeURIComponent(name)}/run`);
  if (options.output === 'json') return printJson(context, answer ?? {});
  const number = isJsonObject(answer) && answer.run_id !== undefined ? `, run ${answer.run_id}` : '';
  context.stdout.write(`${name} is started${number}\n`);
}

async function show(
  context: ClientContext,
  name: string,
  id: string | undefined,
  options: Options,
): Promise<void> {
  const { api } = await connect(context, options);
  const ofRun = id === undefined ? '' : `/runs/${encodeURIComponent(id)}`;
  printDetail(context, await api.get<JsonObject>(`/api/jobs/${encodeURIComponent(name)}${ofRun}`), options);
}
