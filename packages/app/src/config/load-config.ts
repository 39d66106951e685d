import {
  findJobMetadata,
  findPluginMetadata,
  isJsonObject,
  type JobCandidate,
  jobProblems,
  type PluginCandidate,
  pluginProblems,
} from '@fullstop/core';
import { type Config, configSchema } from './config.schema.js';
import { ConfigError } from './config-error.js';
import { readConfigFile } from './config-file.js';
import {
  type Environment,
  type SettingSource,
  settingsFromEnvironment,
  warningsAboutEnvironment,
} from './environment.js';
import { jobSettingsFromEnvironment } from './job-environment.js';
import { jobSettingsOf, jobsSchema } from './jobs.schema.js';
import { pluginSettingsFromEnvironment } from './plugin-environment.js';

/** Where a configuration comes from. */
export interface ConfigInput {
  /** Folder in which `fullstop.config.*` is looked for. */
  readonly folder: string;
  /** A configuration file that must be there, instead of looking for one. */
  readonly file?: string;
  readonly environment: Environment;
  /** The plugins that were found: they know variables of their own, and what is wrong with their options. */
  readonly plugins: readonly PluginCandidate[];
  /** The jobs that were found. Absent where no jobs run: then nobody looks at their settings. */
  readonly jobs?: readonly JobCandidate[];
  /** Settings from the command line; they win. */
  readonly overrides?: readonly SettingSource[];
}

/** A configuration and where each of its values came from. */
export interface LoadedConfig {
  readonly config: Config;
  /** By path joined with dots; what is not in here is a default. */
  readonly sources: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

/**
 * Reads file, environment and command line, in this order of increasing weight.
 * @throws {ConfigError} with every problem at once.
 */
export async function loadConfig(input: ConfigInput): Promise<LoadedConfig> {
  const file = await readConfigFile(input.folder, input.file);
  const metadata = input.plugins.flatMap(({ pluginClass }) => findPluginMetadata(pluginClass) ?? []);
  const plugins = pluginSettingsFromEnvironment(input.environment, metadata);
  const jobs = jobSettings(input);
  const settings = [
    ...(file ? leavesOf(file.content, file.path) : []),
    ...settingsFromEnvironment(input.environment),
    ...plugins.settings,
    ...jobs.settings,
    ...(input.overrides ?? []),
  ];
  const raw: Record<string, unknown> = {};
  const sources = new Map<string, string>();
  for (const { path, value, source } of settings) {
    put(raw, path, value);
    sources.set(path.join('.'), source);
  }

  const parsed = configSchema.safeParse(raw);
  const pluginSettings = configSchema.shape.plugins.safeParse(raw.plugins);
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => describe(issue, sources)),
    ...plugins.problems,
    ...jobs.problems,
    ...(pluginSettings.success ? pluginProblems(input.plugins, pluginSettings.data) : []),
    ...problemsOfJobs(input, raw.jobs),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return { config: deepFreeze(parsed.data), sources, warnings: warningsAboutEnvironment(input.environment) };
}

function jobSettings({ environment, jobs }: ConfigInput): ReturnType<typeof jobSettingsFromEnvironment> {
  if (!jobs) return { settings: [], problems: [] };
  const metadata = jobs.flatMap(({ jobClass }) => findJobMetadata(jobClass) ?? []);
  return jobSettingsFromEnvironment(environment, metadata);
}

function problemsOfJobs({ jobs }: ConfigInput, raw: unknown): readonly string[] {
  const parsed = jobsSchema.safeParse(raw);
  return jobs && parsed.success ? jobProblems(jobs, jobSettingsOf(parsed.data)) : [];
}

/** Every value of a configuration file that is not itself an object of settings. */
function leavesOf(
  content: Readonly<Record<string, unknown>>,
  source: string,
  path: string[] = [],
): SettingSource[] {
  return Object.entries(content).flatMap(([name, value]): SettingSource[] => {
    const here = [...path, name];
    // An option of a plugin or a job may itself be an object: it is one value.
    const isOption = (here[0] === 'plugins' || here[0] === 'jobs') && here.length >= 4;
    if (isJsonObject(value) && !isOption && Object.keys(value).length > 0)
      return leavesOf(value, source, here);
    return [{ path: here, value, source }];
  });
}

function put(target: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void {
  if (name === undefined) return;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner: Record<string, unknown> = isJsonObject(target[name]) ? target[name] : {};
  target[name] = inner;
  put(inner, rest, value);
}

function describe(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
  sources: ReadonlyMap<string, string>,
): string {
  const path = issue.path.map(String).join('.');
  const source = sourceOf(issue.path.map(String), sources);
  return `${path === '' ? 'configuration' : path}${source ? ` (${source})` : ''}: ${issue.message}`;
}

/** Where a value came from; of a part of a list, where the list came from. */
function sourceOf(path: readonly string[], sources: ReadonlyMap<string, string>): string | undefined {
  if (path.length === 0) return undefined;
  return sources.get(path.join('.')) ?? sourceOf(path.slice(0, -1), sources);
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
