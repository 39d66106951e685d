import type { PluginMetadata } from '@fullstop/core';
import type { Environment, SettingSource } from './environment.js';

const PREFIX = 'FULLSTOP_PLUGINS_';

/** Settings of plugins that the environment gives, and variables that no installed plugin knows. */
export interface PluginEnvironment {
  readonly settings: readonly SettingSource[];
  readonly problems: readonly string[];
}

/**
 * Reads `FULLSTOP_PLUGINS_<ID>_ENABLED`, `FULLSTOP_PLUGINS_<ID>_<OPTION>`, and the variables that plugins name themselves.
 * The longest plugin id that fits a variable wins. Texts that start with `[` or `{` are read as JSON.
 */
export function pluginSettingsFromEnvironment(
  environment: Environment,
  plugins: readonly PluginMetadata[],
): PluginEnvironment {
  const settings: SettingSource[] = [];
  const problems: string[] = [];
  for (const plugin of plugins) settings.push(...ownVariables(environment, plugin));

  // A plugin may give a variable of its own a name that looks like another plugin's.
  const named = new Set(plugins.flatMap((plugin) => Object.keys(plugin.environment ?? {})));
  const longestFirst = [...plugins].sort((left, right) => right.id.length - left.id.length);
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || named.has(name) || value === undefined) continue;
    const plugin = longestFirst.find(({ id }) => name.startsWith(`${PREFIX}${constantCase(id)}_`));
    if (plugin) settings.push(setting(plugin.id, name, value));
    else
      problems.push(
        `environment ${name}: no installed plugin has such an id; install it or correct the name`,
      );
  }
  return { settings, problems };
}

function ownVariables(
  environment: Environment,
  { id, environment: names = {} }: PluginMetadata,
): SettingSource[] {
  return Object.entries(names).flatMap(([name, option]) => {
    const value = environment[name];
    if (value === undefined || value.trim() === '') return [];
    return [
      { path: ['plugins', id, 'options', option], value: parsed(value), source: `environment ${name}` },
    ];
  });
}

function setting(pluginId: string, name: string, value: string): SettingSource {
  const rest = name.slice(PREFIX.length + constantCase(pluginId).length + 1);
  const source = `environment ${name}`;
  if (rest === 'ENABLED') return { path: ['plugins', pluginId, 'enabled'], value, source };
  return { path: ['plugins', pluginId, 'options', camelCase(rest)], value: parsed(value), source };
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    // The plugin's schema gets the text and says what it expected.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function constantCase(id: string): string {
  return id.toUpperCase().replaceAll('-', '_');
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
