/**
 * Which of our packages the sources of a package may import, by folder. Arrows point inward; nobody knows plugins. A
 * new package gets its line here before anything else.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  recording: ['core'],
  testing: ['core', 'recording'],
  logscan: [],
  cloudtrail: ['core', 'logscan'],
  aws: ['core'],
  clients: ['core'],
  ec2: ['core', 'aws', 'clients'],
  store: ['core'],
  api: ['core', 'store', 'clients'],
  // Types only: what the page shows is what the API says.
  web: ['api'],
  jobs: ['core', 'aws', 'clients', 'store'],
  app: ['core', 'recording', 'cloudtrail', 'aws', 'ec2', 'clients', 'store', 'api', 'web', 'jobs'],
  cli: ['core', 'cloudtrail', 'app'],
  'create-plugin': [],
  'event-types': [],
};

const PLUGINS_MAY_IMPORT: readonly string[] = ['core', 'ec2', 'aws', 'clients'];
const TESTS_MAY_IMPORT: readonly string[] = ['testing', 'tools', ...(MAY_IMPORT.app ?? [])];

/** A package of others that belongs to one place; `folder` ends in a slash and starts below `packages/`. */
export interface Border {
  readonly matches: RegExp;
  readonly what: string;
  /** Where sources may import it. */
  readonly folders: readonly string[];
  readonly remedy: string;
}

/** What belongs to one place. Tests may use it in the packages of these folders. */
export const BORDERS: readonly Border[] = [
  {
    matches: /^@nestjs\/|^@fullstop\/core\/nest$/,
    what: 'NestJS',
    folders: ['core/src/nest/', 'api/src/', 'app/src/', 'jobs/src/'],
    remedy: 'Take `inject` and `injectable` from @fullstop/core, or move this to the composition root (app)',
  },
  {
    matches: /^typeorm(\/|$)/,
    what: 'TypeORM',
    folders: ['store/src/'],
    remedy: 'Ask for it through a port of @fullstop/core, and implement that in store',
  },
  {
    matches: /^tsyringe(\/|$)/,
    what: 'tsyringe',
    folders: ['core/src/di/'],
    remedy: 'Take `inject` and `injectable` from @fullstop/core',
  },
];

/** Packages whose sources may read the environment; in tests, nobody else could hand it down. */
export const READS_ENVIRONMENT: readonly string[] = ['app', 'cli', 'testing'];

/** Sources that are bundled, below `packages/`: what they import is in what is published, so that devDependencies will do. */
export const BUNDLED: readonly string[] = ['web/src/page/'];

/** Whether a folder below `packages/` holds a plugin. */
export function isPlugin(folder: string): boolean {
  return folder.startsWith('plugin-');
}

/** What the sources of a package may import of ours, by folder; `undefined` for a package that is in no table. */
export function sourcesMayImport(folder: string): readonly string[] | undefined {
  return isPlugin(folder) ? PLUGINS_MAY_IMPORT : MAY_IMPORT[folder];
}

/** What the tests of a package may import of ours: what its sources may, and what the assembled service may. */
export function testsMayImport(folder: string): readonly string[] {
  return [...(sourcesMayImport(folder) ?? []), ...TESTS_MAY_IMPORT];
}
