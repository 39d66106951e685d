import type { PluginContainer } from '../di/container.js';
import type { EventPlugin } from '../plugin/event-plugin.js';
import type { PluginClass } from '../plugin/plugin.decorator.js';
import type { PluginMetadata } from '../plugin/plugin-metadata.js';
import type { ExtensionStatus } from './extension.js';

/** A plugin class and the package it was found in. */
export interface PluginCandidate {
  readonly pluginClass: PluginClass;
  readonly packageName: string;
  readonly packageVersion: string;
}

/** What the configuration says about one plugin. */
export interface PluginSettings {
  /** Default: what the plugin says. */
  readonly enabled?: boolean;
  /** Raw options, before the plugin's schema has seen them. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A plugin that runs. */
export interface InstalledPlugin {
  readonly metadata: PluginMetadata;
  /** `<package>#<Class>`, stored with each violation. */
  readonly classId: string;
  readonly instance: EventPlugin;
  readonly container: PluginContainer;
}

/** One line of the start-up table. */
export type PluginStatus = ExtensionStatus;
