import {
  type Discovery,
  discoverPlugins,
  FullstopError,
  findPluginMetadata,
  findProjectFolder,
  type JobCandidate,
  type Logger,
  type PluginHostOptions,
  type Provided,
} from '@fullstop/core';
import { buildInfo } from './build-info.js';
import type { Config } from './config/config.schema.js';
import type { Environment, SettingSource } from './config/environment.js';
import { type LoadedConfig, loadConfig } from './config/load-config.js';

/** How Fullstop was called. */
export interface RuntimeInput {
  /** Folder from which the project is looked for, upwards. */
  readonly workingFolder: string;
  readonly configFile?: string;
  readonly environment: Environment;
  /** Settings from the command line; they win. */
  readonly overrides?: readonly SettingSource[];
  /** Whether jobs run, or are looked at. Default `false`: loading them takes a while. */
  readonly withJobs?: boolean;
  /** Only these plugins are active, whatever the configuration says. */
  readonly onlyPlugins?: readonly string[];
}

/** Configuration and plugins of a project, ready to start something with. */
export interface Runtime extends LoadedConfig {
  readonly discovery: Discovery;
  /** Jobs of ours and of the project; absent when nobody asked for them. */
  readonly jobs?: readonly JobCandidate[];
}

/**
 * Finds the project's plugins and reads its configuration.
 * @throws {ConfigError} with every problem of configuration and plugins at once.
 */
export async function prepareRuntime(input: RuntimeInput): Promise<Runtime> {
  const folder = findProjectFolder(input.workingFolder);
  if (!folder) {
    throw new FullstopError(
      'NO_PROJECT',
      `There is no package.json in ${input.workingFolder} or above it. ` +
        'Run npm init and npm install the plugins you want, then try again.',
    );
  }
  const discovery = await discoverPlugins(folder);
  const jobs = input.withJobs ? [...(await builtInJobs()), ...discovery.jobs] : undefined;
  const loaded = await loadConfig({
    folder,
    file: input.configFile,
    environment: input.environment,
    plugins: discovery.candidates,
    ...(jobs && { jobs }),
    overrides: [...(input.overrides ?? []), ...selection(discovery, input.onlyPlugins)],
  });
  return { ...loaded, discovery, ...(jobs && { jobs }) };
}

async function builtInJobs(): Promise<JobCandidate[]> {
  // Only who runs jobs pays for the clients of AWS that they use.
  const { BUILT_IN_JOBS } = await import('@fullstop/jobs');
  const packageName = '@fullstop/jobs';
  return BUILT_IN_JOBS.map((jobClass) => ({ jobClass, packageName, packageVersion: buildInfo().version }));
}

/** The options of a plugin host that runs the project's plugins as configured, and lends them what is given. */
export function pluginHostOptions(
  { config, discovery }: Runtime,
  logger: Logger,
  provided: readonly Provided[] = [],
): PluginHostOptions {
  return {
    candidates: discovery.candidates,
    settings: config.plugins,
    logger,
    provided,
    ...checkOptions(config),
  };
}

function checkOptions({
  checks,
}: Config): Pick<PluginHostOptions, 'checkTimeoutSeconds' | 'maxConcurrentChecks' | 'retry'> {
  const { timeoutSeconds, maxConcurrent, firstDelaySeconds, maxDelaySeconds, maxAttempts } = checks;
  return {
    checkTimeoutSeconds: timeoutSeconds,
    maxConcurrentChecks: maxConcurrent,
    retry: { firstDelaySeconds, maxDelaySeconds, maxAttempts },
  };
}

function selection(discovery: Discovery, onlyPlugins: readonly string[] | undefined): SettingSource[] {
  if (!onlyPlugins) return [];
  // An id that nobody has is among the settings, too, so that it is reported like any other wrong id.
  const ids = new Set([...onlyPlugins, ...pluginIds(discovery)]);
  return [...ids].map((id) => ({
    path: ['plugins', id, 'enabled'],
    value: onlyPlugins.includes(id),
    source: 'option --plugin',
  }));
}

function pluginIds({ candidates }: Discovery): string[] {
  return candidates.flatMap(({ pluginClass }) => findPluginMetadata(pluginClass)?.id ?? []);
}
