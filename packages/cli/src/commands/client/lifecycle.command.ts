import type { JsonObject } from '@fullstop/core';
import type { Command } from 'commander';
import type { ApiClient } from '../../client/api-client.js';
import type { ClientContext } from '../../client/client-context.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { countArgument } from '../../count-argument.js';
import { type Column, type OutputOptions, printRows, withOutputOptions } from '../../output/row-output.js';
import { clientCommand } from './client-command.js';

interface LifecycleOptions extends ConnectionOptions, OutputOptions {
  readonly limit: number;
}

/** What the server gives at most at once. */
const MAX_PAGE = 2000;

const COLUMNS: readonly Column[] = [
  { name: 'application', cut: 'last' },
  { name: 'version', cut: 'last' },
  { name: 'event_type' },
  { name: 'region' },
  { name: 'instance_id' },
  { name: 'image_id' },
  { name: 'image_name', cut: 'last' },
  { name: 'instance_boot_time', title: 'Booted', kind: 'time' },
  { name: 'event_time', title: 'Event', kind: 'time' },
  { name: 'created_time', title: 'Created', kind: 'time' },
];

/** `fullstop lifecycle`: what happened to the instances of an application. */
export function lifecycleCommand(context: ClientContext): Command {
  return withOutputOptions(
    clientCommand('lifecycle', 'List what happened to the instances of an application, the newest last.'),
  )
    .argument('<application>', 'name of the application')
    .argument('[version]', 'only this version')
    .option('-l, --limit <count>', 'how many at most', countArgument, 20)
    .action((application: string, version: string | undefined, options: LifecycleOptions) =>
      list(context, application, version, options),
    );
}

async function list(
  context: ClientContext,
  application: string,
  version: string | undefined,
  options: LifecycleOptions,
): Promise<void> {
  const { api } = await connect(context, options);
  const ofVersion = version === undefined ? '' : `/${encodeURIComponent(version)}`;
  const path = `/api/lifecycles/applications/${encodeURIComponent(application)}/versions${ofVersion}`;
  const entries = (await readEntries(api, path, options.limit)).reverse();
  const rows = entries.map(({ event_date, created, ...rest }) => ({
    ...rest,
    event_time: event_date ?? null,
    created_time: created ?? null,
  }));
  printRows(context, COLUMNS, rows, options);
}

/** The newest entries, newest first. */
async function readEntries(api: ApiClient, path: string, limit: number): Promise<JsonObject[]> {
  const entries: JsonObject[] = [];
  const size = Math.min(limit, MAX_PAGE);
  for (let page = 0; entries.length < limit; page++) {
    const { content } = await api.get<{ content: JsonObject[] }>(path, [
      ['page', page],
      ['size', size],
      ['sort', 'created,DESC'],
    ]);
    entries.push(...content);
    if (content.length < size) break;
  }
  return entries.slice(0, limit);
}
