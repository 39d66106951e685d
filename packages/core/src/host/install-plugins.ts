import { isDeepStrictEqual } from 'node:util';
import { PluginContainer, type Provided } from '../di/container.js';
import { messageOf, PluginConfigError } from '../errors/errors.js';
import { findPluginMetadata } from '../plugin/plugin.decorator.js';
import { OPTIONS, type PluginMetadata } from '../plugin/plugin-metadata.js';
import type { ViolationType } from '../violation/violation-type.js';
import type { InstalledPlugin, PluginCandidate, PluginSettings, PluginStatus } from './installed-plugin.js';

/** The plugins that run, and a line about each that was found. Both sorted by plugin id. */
export interface Installation {
  readonly plugins: readonly InstalledPlugin[];
  readonly statuses: readonly PluginStatus[];
}

/**
 * Builds every enabled plugin in a container of its own.
 * @throws {PluginConfigError} with the problems of all plugins at once.
 */
export function installPlugins(
  candidates: readonly PluginCandidate[],
  settings: Readonly<Record<string, PluginSettings>>,
  provided: readonly Provided[],
): Installation {
  const { enabled, statuses, problems } = configurePlugins(
    candidates,
    settings,
    provided.map(({ token }) => token),
  );
  const built = enabled.map((plugin) => build(plugin, provided));
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
  return configurePlugins(candidates, settings, undefined).problems;
}

interface DescribedPlugin extends PluginCandidate {
  readonly metadata: PluginMetadata;
  readonly classId: string;
}

interface ConfiguredPlugin extends DescribedPlugin {
  /** As the plugin's schema returned them. */
  readonly options: unknown;
}

function configurePlugins(
  candidates: readonly PluginCandidate[],
  settings: Readonly<Record<string, PluginSettings>>,
  lent: readonly symbol[] | undefined,
): { enabled: ConfiguredPlugin[]; statuses: PluginStatus[]; problems: string[] } {
  const described = describe(candidates);
  const problems = [...repeatedIds(described), ...settingsWithoutPlugin(described, settings)];
  const enabled: ConfiguredPlugin[] = [];
  const statuses: PluginStatus[] = [];
  for (const plugin of described) {
    const setting = settings[plugin.metadata.id];
    const lacking = lent && plugin.metadata.needs?.find(({ token }) => !lent.includes(token));
    if (lacking && setting?.enabled)
      problems.push(`plugin ${plugin.metadata.id} cannot run here: ${lacking.remedy}`);
    const reason = whyInactive(plugin.metadata, setting) || (lacking?.remedy ?? '');
    statuses.push(statusOf(plugin, reason));
    if (reason !== '') continue;
    const parsed = parseOptions(plugin.metadata, setting?.options ?? {});
    if ('problems' in parsed) problems.push(...parsed.problems);
    else enabled.push({ ...plugin, options: parsed.options });
  }
  return { enabled, statuses, problems: [...problems, ...contradictingTypes(enabled)] };
}

function describe(candidates: readonly PluginCandidate[]): DescribedPlugin[] {
  return candidates
    .flatMap((candidate): DescribedPlugin[] => {
      const metadata = findPluginMetadata(candidate.pluginClass);
      const classId = `${candidate.packageName}#${candidate.pluginClass.name}`;
      return metadata ? [{ ...candidate, metadata, classId }] : [];
    })
    .sort(
      (left, right) => compare(left.metadata.id, right.metadata.id) || compare(left.classId, right.classId),
    );
}

function build(plugin: ConfiguredPlugin, provided: readonly Provided[]): InstalledPlugin | string {
  const { metadata, classId, pluginClass, options } = plugin;
  const container = new PluginContainer([...provided, { token: OPTIONS, value: options }]);
  try {
    return { metadata, classId, container, instance: container.build(pluginClass) };
  } catch (error) {
    return `plugin ${metadata.id} (${classId}) could not be built: ${messageOf(error)}`;
  }
}

function parseOptions(
  metadata: PluginMetadata,
  raw: Readonly<Record<string, unknown>>,
): { options: unknown } | { problems: string[] } {
  if (!metadata.options) {
    const names = Object.keys(raw);
    if (names.length === 0) return { options: {} };
    return { problems: [`plugin ${metadata.id} has no options; remove ${names.join(', ')}`] };
  }
  try {
    return { options: metadata.options.parse(raw) };
  } catch (error) {
    return { problems: optionProblems(metadata.id, error) };
  }
}

function optionProblems(pluginId: string, error: unknown): string[] {
  const variable = `FULLSTOP_PLUGINS_${pluginId.toUpperCase().replaceAll('-', '_')}_…`;
  const remedy = `set it under plugins.${pluginId}.options in fullstop.config, or by ${variable}`;
  return issuesOf(error).map((issue) => `plugin ${pluginId}, ${issue}; ${remedy}`);
}

function issuesOf(error: unknown): string[] {
  const issues = typeof error === 'object' && error !== null && 'issues' in error ? error.issues : undefined;
  if (!Array.isArray(issues) || issues.length === 0) return [`options: ${messageOf(error)}`];
  return issues.map(({ path, message }: { path?: readonly PropertyKey[]; message?: string }) => {
    const name = (path ?? []).map(String).join('.');
    return `${name === '' ? 'options' : `option ${name}`}: ${message}`;
  });
}

function whyInactive(metadata: PluginMetadata, setting: PluginSettings | undefined): string {
  const enabled = setting?.enabled ?? metadata.enabledByDefault ?? true;
  if (enabled) return '';
  return setting?.enabled === false ? 'switched off in the configuration' : 'off by default';
}

function statusOf(plugin: DescribedPlugin, reason: string): PluginStatus {
  const { metadata, classId, packageVersion } = plugin;
  const { id, title } = metadata;
  return { id, title, classId, version: packageVersion, active: reason === '', reason };
}

function repeatedIds(plugins: readonly DescribedPlugin[]): string[] {
  return plugins.flatMap(({ metadata, classId }, index) => {
    const other = plugins.findIndex((plugin) => plugin.metadata.id === metadata.id);
    if (other === index) return [];
    return [
      `${classId} and ${plugins[other]!.classId} both have the id ${metadata.id}; uninstall one of them`,
    ];
  });
}

function contradictingTypes(plugins: readonly DescribedPlugin[]): string[] {
  const first = new Map<string, { type: ViolationType; plugin: string }>();
  return plugins.flatMap(({ metadata }) =>
    Object.values<ViolationType>(metadata.emits).flatMap((type) => {
      const other = first.get(type.id);
      if (!other) first.set(type.id, { type, plugin: metadata.id });
      if (!other || isDeepStrictEqual(other.type, type)) return [];
      return [
        `plugins ${other.plugin} and ${metadata.id} define the violation type ${type.id} differently; switch one off`,
      ];
    }),
  );
}

function settingsWithoutPlugin(
  plugins: readonly DescribedPlugin[],
  settings: Readonly<Record<string, PluginSettings>>,
): string[] {
  const ids = plugins.map(({ metadata }) => metadata.id);
  return Object.keys(settings)
    .filter((id) => !ids.includes(id))
    .map(
      (id) =>
        `no installed plugin has the id ${id}; install it or correct the name (installed: ${ids.join(', ')})`,
    );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
