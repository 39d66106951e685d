import type { Provided } from '../di/container.js';
import { PluginConfigError } from '../errors/errors.js';
import type { EventPlugin } from '../plugin/event-plugin.js';
import { findPluginMetadata } from '../plugin/plugin.decorator.js';
import type { PluginMetadata } from '../plugin/plugin-metadata.js';
import { buildExtension, configureExtensions, type ExtensionKind, type FoundExtension } from './extension.js';
import type { InstalledPlugin, PluginCandidate, PluginSettings, PluginStatus } from './installed-plugin.js';

/** The plugins that run, and a line about each that was found. Both sorted by plugin id. */
export interface Installation {
  readonly plugins: readonly InstalledPlugin[];
  readonly statuses: readonly PluginStatus[];
}

const PLUGIN: ExtensionKind = {
  noun: 'plugin',
  section: 'plugins',
  variable: (id) => `FULLSTOP_PLUGINS_${id.toUpperCase().replaceAll('-', '_')}_…`,
};

/**
 * Builds every enabled plugin in a container of its own.
 * @throws {PluginConfigError} with the problems of all plugins at once.
 */
export function installPlugins(
  candidates: readonly PluginCandidate[],
  settings: Readonly<Record<string, PluginSettings>>,
  provided: readonly Provided[],
): Installation {
  const lent = provided.map(({ token }) => token);
  const { enabled, statuses, problems } = configureExtensions(PLUGIN, found(candidates), settings, lent);
  const built = enabled.map((plugin) => buildExtension(PLUGIN, plugin, provided));
  const allProblems = [...problems, ...built.filter((result) => typeof result === 'string')];
  if (allProblems.length > 0) throw new PluginConfigError(allProblems);
  return { plugins: built.filter((result) => typeof result !== 'string'), statuses };
}

/**
 * What is wrong with ids, settings and options, without building anything; one sentence per problem. What plugins need is
 * taken for granted: only a host knows what it lends.
 */
export function pluginProblems(
  candidates: readonly PluginCandidate[],
  settings: Readonly<Record<string, PluginSettings>>,
): readonly string[] {
  return configureExtensions(PLUGIN, found(candidates), settings, undefined).problems;
}

function found(candidates: readonly PluginCandidate[]): FoundExtension<PluginMetadata, EventPlugin>[] {
  return candidates.flatMap(({ pluginClass, packageName, packageVersion }) => {
    const metadata = findPluginMetadata(pluginClass);
    const classId = `${packageName}#${pluginClass.name}`;
    return metadata ? [{ metadata, classId, packageVersion, type: pluginClass }] : [];
  });
}
