import type { PluginOverview } from '@fullstop/app';
import { FullstopError, type ViolationType } from '@fullstop/core';
import { Command } from 'commander';
import { columns } from '../output/columns.js';

interface PluginsOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** `fullstop plugins`: what is installed here, and what it does. */
export function pluginsCommand(): Command {
  const plugins = new Command('plugins').description('Show the installed plugins.');
  const withOptions = (command: Command) =>
    command.option('-c, --config <file>', 'configuration file').option('--json', 'print JSON');
  withOptions(plugins.command('list').description('List the plugins, and why some are not active.')).action(
    list,
  );
  withOptions(
    plugins.command('info').description('Show events, violation types, options and variables of a plugin.'),
  )
    .argument('<id>', 'id of the plugin')
    .action(info);
  return plugins;
}

async function list(options: PluginsOptions): Promise<void> {
  const found = await overviews(options);
  if (options.json) print(found.map(jsonOf));
  else {
    const rows = found.map(({ id, active, reason, title, classId, version }) => [
      id,
      active ? 'active' : `not active: ${reason}`,
      title,
      `${classId} ${version}`,
    ]);
    process.stdout.write(columns([['ID', 'STATE', 'TITLE', 'CLASS'], ...rows]));
  }
}

async function info(id: string, options: PluginsOptions): Promise<void> {
  const found = await overviews(options);
  const plugin = found.find((candidate) => candidate.id === id);
  if (!plugin) {
    const ids = found.map((candidate) => candidate.id).join(', ');
    throw new FullstopError('USAGE', `No installed plugin has the id ${id} (installed: ${ids}).`);
  }
  if (options.json) print(jsonOf(plugin));
  else process.stdout.write(`${linesOf(plugin).join('\n')}\n`);
}

async function overviews({ config }: PluginsOptions): Promise<readonly PluginOverview[]> {
  const { pluginOverviews, prepareRuntime } = await import('@fullstop/app');
  return pluginOverviews(
    await prepareRuntime({ workingFolder: process.cwd(), configFile: config, environment: process.env }),
  );
}

function linesOf({ id, active, reason, classId, version, metadata, defaults }: PluginOverview): string[] {
  const { title, summary, events, environment = {} } = metadata;
  const types = Object.values<ViolationType>(metadata.emits);
  const subscribed =
    events === '*' ? [['*', '*']] : Object.entries(events).map(([source, names]) => [source, names]);
  return [
    `${title} (${id}), ${active ? 'active' : `not active: ${reason}`}`,
    `${classId} ${version}`,
    summary,
    'Events:',
    ...subscribed.map(([source, names]) => `  ${source}: ${String(names).replaceAll(',', ', ')}`),
    'Violation types:',
    ...types.map(
      (type) =>
        `  ${type.id}, severity ${type.severity}, priority ${type.priority}: ${type.title}. ${type.helpText}`,
    ),
    'Options and defaults:',
    ...Object.entries(defaults ?? { '(no defaults; see its README)': null }).map(
      ([name, value]) => `  ${name}: ${JSON.stringify(value)}`,
    ),
    'Environment variables:',
    ...Object.entries(environment).map(([name, option]) => `  ${name}: ${option}`),
  ];
}

function jsonOf({ metadata, ...rest }: PluginOverview): unknown {
  const { summary, events, emits, alsoWanted = {}, environment = {} } = metadata;
  return { ...rest, summary, events, emits, also_wanted: alsoWanted, environment };
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
