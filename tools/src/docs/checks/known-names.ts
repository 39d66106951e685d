import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SettingReference, settingReference } from '@fullstop/app';
import { REPOSITORY } from '../../repository.js';
import { documentedCommands, type NamedCommand } from '../reference/command-line.js';
import { optionsOf } from '../reference/extensions.js';
import { documentedJobs, jobVariablePrefix } from '../reference/jobs.js';
import { documentedMetrics } from '../reference/metrics.js';
import { documentedPlugins, pluginVariablePrefix } from '../reference/plugins.js';

/** Variables that are settings neither of the service nor of a plugin: those of the client, and of tests. */
const OTHER_VARIABLES = ['FULLSTOP_URL', 'FULLSTOP_ACCOUNTS', 'FULLSTOP_TOKEN', 'FULLSTOP_CASSETTES'];

/** What begins with `fullstop_` and is no metric. */
const OTHER_NAMES = ['fullstop_data', 'fullstop_session', 'fullstop_old'];

/** Names that documents may use, since the code knows them. */
export interface KnownNames {
  /** Environment variables that begin with `FULLSTOP_`. */
  readonly variables: ReadonlySet<string>;
  /** Settings, and the sections that hold them. */
  readonly settings: ReadonlySet<string>;
  /** What begins with `fullstop_`: metrics as Prometheus shows them, and a few others. */
  readonly metrics: ReadonlySet<string>;
  readonly commands: readonly NamedCommand[];
  /** What `npm run` knows, in the repository or in one of its packages. */
  readonly scripts: ReadonlySet<string>;
}

/** Asks the code for its names. */
export async function knownNames(): Promise<KnownNames> {
  const settings = settingReference();
  const plugins = (await documentedPlugins()).map(({ metadata }) => ({
    section: 'plugins',
    id: metadata.id,
    beside: ['enabled'],
    variables: [`${pluginVariablePrefix(metadata.id)}ENABLED`],
    options: optionsOf(metadata, pluginVariablePrefix(metadata.id)),
  }));
  const jobs = documentedJobs().map((job) => ({
    section: 'jobs',
    id: job.id,
    beside: ['enabled', 'schedule', 'deadlineSeconds'],
    variables: ['ENABLED', 'SCHEDULE', 'DEADLINE_SECONDS'].map((name) => jobVariablePrefix(job.id) + name),
    options: optionsOf(job, jobVariablePrefix(job.id)),
  }));
  const extensions = [...plugins, ...jobs];
  const ofExtensions = extensions.flatMap(({ section, id, beside, options }) => [
    ...beside.map((name) => `${section}.${id}.${name}`),
    ...['options', ...options.map(({ name }) => `options.${name}`)].map((name) => `${section}.${id}.${name}`),
  ]);
  return {
    variables: new Set([
      ...settings.flatMap(({ variables }) => variables),
      ...extensions.flatMap(({ variables, options }) => [
        ...variables,
        ...options.flatMap((option) => option.variables),
      ]),
      ...OTHER_VARIABLES,
    ]),
    settings: new Set([...withSections(settings), ...ofExtensions]),
    metrics: new Set([...documentedMetrics().map(({ name }) => name), ...OTHER_NAMES]),
    commands: documentedCommands(),
    scripts: new Set(scriptsOfPackages()),
  };
}

function scriptsOfPackages(): string[] {
  const folders = ['', ...readdirSync(join(REPOSITORY, 'packages')).map((name) => join('packages', name))];
  return folders
    .map((folder) => join(REPOSITORY, folder, 'package.json'))
    .filter((path) => existsSync(path))
    .flatMap((path) => Object.keys(JSON.parse(readFileSync(path, 'utf8')).scripts ?? {}));
}

function withSections(settings: readonly SettingReference[]): string[] {
  return settings.flatMap(({ setting }) => {
    const parts = setting.split('.');
    return parts.map((_part, index) => parts.slice(0, index + 1).join('.'));
  });
}
