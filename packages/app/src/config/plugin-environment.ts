import type { PluginMetadata } from '@fullstop/core';
import type { Environment } from './environment.js';
import {
  type ExtensionEnvironment,
  type ExtensionVariables,
  extensionSettings,
} from './extension-environment.js';

const PLUGINS: ExtensionVariables = {
  noun: 'plugin',
  prefix: 'FULLSTOP_PLUGINS_',
  section: 'plugins',
  constantCase: (id) => id.toUpperCase().replaceAll('-', '_'),
  besideOptions: { ENABLED: 'enabled' },
};

/** Reads `FULLSTOP_PLUGINS_<ID>_ENABLED`, `FULLSTOP_PLUGINS_<ID>_<OPTION>`, and the variables that plugins name themselves. */
export function pluginSettingsFromEnvironment(
  environment: Environment,
  plugins: readonly PluginMetadata[],
): ExtensionEnvironment {
  return extensionSettings(PLUGINS, environment, plugins);
}
