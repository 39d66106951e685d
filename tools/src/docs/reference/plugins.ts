import {
  discoverPlugins,
  type EventSubscription,
  FullstopError,
  findPluginMetadata,
  type PluginMetadata,
} from '@fullstop/core';
import { REPOSITORY } from '../../repository.js';
import { blocks, code, codes, prose, table } from '../markdown/write-markdown.js';
import { constantCase, needsLine, optionsOf, optionTable, typeTable } from './extensions.js';

/** A plugin of this repository. */
export interface DocumentedPlugin {
  readonly metadata: PluginMetadata;
  readonly packageName: string;
}

/** All plugins that are installed here, by id. @throws {FullstopError} when one cannot be loaded. */
export async function documentedPlugins(): Promise<DocumentedPlugin[]> {
  const { candidates, problems } = await discoverPlugins(REPOSITORY);
  if (problems.length > 0) throw new FullstopError('DOCS', problems.join('\n'));
  return candidates
    .flatMap(({ pluginClass, packageName }) => {
      const metadata = findPluginMetadata(pluginClass);
      return metadata ? [{ metadata, packageName }] : [];
    })
    .sort((left, right) => left.metadata.id.localeCompare(right.metadata.id));
}

/** What the environment variables of a plugin start with. */
export function pluginVariablePrefix(id: string): string {
  return `FULLSTOP_PLUGINS_${constantCase(id)}_`;
}

/** A table of all plugins, and a section for each, from their metadata. */
export function pluginReference(plugins: readonly DocumentedPlugin[]): string {
  const overview = plugins.map(({ metadata: { id, summary, emits } }) => [
    `[${code(id)}](#${id})`,
    prose(summary),
    codes(Object.keys(emits)),
  ]);
  return blocks(table(['plugin', 'what it does', 'reports'], overview), ...plugins.map(section));
}

function section({ metadata, packageName }: DocumentedPlugin): string {
  const { id, title, summary, events, emits, needs, enabledByDefault = true } = metadata;
  const folder = packageName.replace('@fullstop/', '');
  const prefix = pluginVariablePrefix(id);
  return blocks(
    `## ${id}`,
    `**${prose(title)}.** ${prose(summary)}`,
    `Package [${code(packageName)}](../packages/${folder}/README.md). ${
      enabledByDefault ? 'Installed is switched on' : 'Installed is not switched on'
    }; the setting ${code(`plugins.${id}.enabled`)} or the variable ${code(`${prefix}ENABLED`)} changes that.`,
    needsLine(needs),
    table(['event source', 'event names'], subscription(events)),
    typeTable(Object.values(emits)) || 'It reports no violations.',
    optionTable(optionsOf(metadata, prefix)),
  );
}

function subscription(events: EventSubscription): string[][] {
  if (events === '*') return [['any', 'all']];
  return Object.entries(events).map(([source, names]) => [
    code(source),
    names === '*' ? 'all' : codes(names),
  ]);
}
