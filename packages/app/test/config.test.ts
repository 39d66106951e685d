import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsClients } from '@fullstop/aws';
import {
  commaList,
  type EventPlugin,
  type Finding,
  InMemoryFindingsStore,
  Plugin,
  type PluginCandidate,
} from '@fullstop/core';
import { APPROVED_IMAGES, NEEDS_APPROVED_IMAGES } from '@fullstop/ec2';
import { AwsInstanceDirectory } from '@fullstop/ec2/aws';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError } from '../src/config/config-error.js';
import { describeConfig } from '../src/config/describe-config.js';
import { VARIABLES } from '../src/config/environment.js';
import { type ConfigInput, loadConfig } from '../src/config/load-config.js';
import { approvedImagesOf } from '../src/plugins/approved-images.js';
import { lentServices, offlineServices } from '../src/plugins/offline-services.js';

@Plugin({
  id: 'colour',
  title: 'Colour',
  summary: 'Has options.',
  events: '*',
  emits: {},
  options: z.strictObject({
    allowedColours: z.preprocess(commaList, z.array(z.enum(['red', 'blue']))).default(['red']),
    table: z.record(z.string(), z.string()).default({}),
    apiToken: z.string().default(''),
  }),
  environment: { OLD_COLOURS: 'allowedColours', FULLSTOP_PLUGINS_PAINT: 'table' },
})
class ColourPlugin implements EventPlugin<never> {
  inspect(): Finding<never>[] {
    return [];
  }
}

@Plugin({ id: 'colour-deep', title: 'Deep', summary: 'Has a longer id.', events: '*', emits: {} })
class DeepPlugin implements EventPlugin<never> {
  inspect(): Finding<never>[] {
    return [];
  }
}

const PLUGINS: PluginCandidate[] = [ColourPlugin, DeepPlugin].map((pluginClass) => ({
  pluginClass,
  packageName: '@acme/plugin',
  packageVersion: '1.0.0',
}));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(environment: Record<string, string> = {}, more: Partial<ConfigInput> = {}) {
  return loadConfig({ folder, environment, plugins: PLUGINS, ...more });
}

async function problemsOf(loading: Promise<unknown>): Promise<readonly string[]> {
  const error = await loading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigError)) throw new Error(`no ConfigError but ${String(error)}`);
  return error.problems;
}

describe('Approved images', () => {
  it.each([
    ['111122223333:Corp-', [{ owners: ['111122223333'], namePrefix: 'Corp-' }]],
    [
      ' 111122223333 , 444455556666 : Taupage AMI- ; 777788889999:base/ ;',
      [
        { owners: ['111122223333', '444455556666'], namePrefix: 'Taupage AMI-' },
        { owners: ['777788889999'], namePrefix: 'base/' },
      ],
    ],
  ])('are read from the text %j', async (text, pairs) => {
    const { config } = await load({
      FULLSTOP_APPROVED_IMAGES: text,
      FULLSTOP_APPROVED_IMAGE_IDS: 'ami-0123456789abcdef0, ami-01234567',
    });
    expect(config.ec2.approvedImages).toEqual(pairs);
    expect(config.ec2.approvedImageIds).toEqual(['ami-0123456789abcdef0', 'ami-01234567']);
  });

  it.each(Object.keys(VARIABLES).filter((name) => VARIABLES[name]?.[0] === 'ec2'))(
    'can be said by %s, which plugins that need them name where nobody says which they are',
    (name) => {
      expect(NEEDS_APPROVED_IMAGES.remedy.split(/[ ,]+/)).toContain(name);
    },
  );

  it('are read from a file, with owners as a list or as a text', async () => {
    const approvedImages = [
      { owners: ['111122223333'], namePrefix: 'a' },
      { owners: '444455556666,777788889999', namePrefix: 'b' },
    ];
    writeFileSync(join(folder, 'fullstop.config.json'), JSON.stringify({ ec2: { approvedImages } }));
    expect((await load()).config.ec2.approvedImages).toEqual([
      { owners: ['111122223333'], namePrefix: 'a' },
      { owners: ['444455556666', '777788889999'], namePrefix: 'b' },
    ]);
  });

  it('that cannot be are reported all at once, each with the variable it came from', async () => {
    const problems = await problemsOf(
      load({
        FULLSTOP_APPROVED_IMAGES: '111122223333;:Corp-;12:Corp-',
        FULLSTOP_APPROVED_IMAGE_IDS: 'ami-1',
      }),
    );
    expect(problems).toEqual([
      'ec2.approvedImages.0.namePrefix (environment FULLSTOP_APPROVED_IMAGES): expected what names start with, after a colon',
      'ec2.approvedImages.1.owners (environment FULLSTOP_APPROVED_IMAGES): expected at least one account id',
      'ec2.approvedImages.2.owners.0 (environment FULLSTOP_APPROVED_IMAGES): expected account ids of 12 digits',
      'ec2.approvedImageIds.0 (environment FULLSTOP_APPROVED_IMAGE_IDS): expected image ids such as ami-0123456789abcdef0',
    ]);
  });

  const APPROVED = { taupageImages: [], taupageImageIds: [] };
  it.each<[Record<string, string>, unknown]>([
    [{}, undefined],
    [
      { FULLSTOP_TAUPAGE_OWNERS: '111122223333', FULLSTOP_TAUPAGE_NAME_PREFIX: 'T' },
      { ...APPROVED, taupageOwners: ['111122223333'], taupageNamePrefix: 'T' },
    ],
    [
      { FULLSTOP_APPROVED_IMAGES: '111122223333,444455556666:C' },
      {
        ...APPROVED,
        taupageImages: [
          { ownerId: '111122223333', namePrefix: 'C' },
          { ownerId: '444455556666', namePrefix: 'C' },
        ],
      },
    ],
    [{ FULLSTOP_APPROVED_IMAGE_IDS: 'ami-01234567' }, { ...APPROVED, taupageImageIds: ['ami-01234567'] }],
  ])('of %j are for the instance directory %j, which takes them', async (environment, expected) => {
    const { config } = await load(environment);
    const approved = approvedImagesOf(config);
    expect(approved).toEqual(expected);
    const clients = {} as AwsClients;
    expect(() => new AwsInstanceDirectory({ clients }, approved ?? {})).not.toThrow();
    const lent = lentServices(config, offlineServices(new InMemoryFindingsStore()));
    expect(lent.some(({ token }) => token === APPROVED_IMAGES)).toBe(expected !== undefined);
  });
});

describe('The configuration', () => {
  it('has a default for everything', async () => {
    const { config, sources } = await load();
    expect(config.management).toEqual({ host: '127.0.0.1', port: 7979 });
    expect(config.database).toEqual({ dataDirectory: '.fullstop/database' });
    expect(config.checks.timeoutSeconds).toBe(30);
    expect(config.logs).toBeUndefined();
    expect(sources.size).toBe(0);
  });

  it.each([
    [undefined, undefined],
    ['0', 0],
    ['6', 6],
  ])('reads %s as a number of threads: %s', async (text, workers) => {
    const { config } = await load(text === undefined ? {} : { FULLSTOP_INGEST_WORKERS: text });
    expect(config.ingest.workers).toBe(workers);
  });

  it.each(['-1', '65', 'many'])('refuses %s threads', async (text) => {
    expect(await problemsOf(load({ FULLSTOP_INGEST_WORKERS: text }))).toEqual([
      expect.stringMatching(/^ingest\.workers \(environment FULLSTOP_INGEST_WORKERS\): /),
    ]);
  });

  it.each([
    ['fullstop.config.json', '{ "management": { "port": 8001 } }'],
    ['fullstop.config.js', 'export default { management: { port: 8001 } };'],
    ['fullstop.config.mjs', 'export default { management: { port: 8001 } };'],
  ])('is read from %s', async (name, content) => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, name), content);
    const { config, sources } = await load();
    expect(config.management.port).toBe(8001);
    expect(sources.get('management.port')).toBe(join(folder, name));
  });

  it('takes the command line before the environment, and the environment before the file', async () => {
    const file = join(folder, 'mine.json');
    writeFileSync(file, JSON.stringify({ logs: '/file', log: { level: 'error' }, shutdownSeconds: 1 }));
    const environment = { FULLSTOP_LOGS: '/environment', FULLSTOP_LOG_LEVEL: 'debug' };
    const overrides = [{ path: ['logs'], value: '/option', source: 'option --logs' }];
    const { config, sources } = await load(environment, { file, overrides });
    expect(config).toMatchObject({ logs: '/option', log: { level: 'debug' }, shutdownSeconds: 1 });
    expect(Object.fromEntries(sources)).toEqual({
      logs: 'option --logs',
      'log.level': 'environment FULLSTOP_LOG_LEVEL',
      shutdownSeconds: file,
    });
  });

  it.each([
    ['FULLSTOP_CONTAINER_AUTOSTART', 'false', { ingest: { autoStart: false } }],
    ['FULLSTOP_CONTAINER_AUTO_START', 'off', { ingest: { autoStart: false } }],
    ['FULLSTOP_MANAGEMENT_PORT', '0', { management: { port: 0 } }],
    [
      'DATABASE_URL',
      'jdbc:postgresql://db:5432/fullstop',
      { database: { url: 'jdbc:postgresql://db:5432/fullstop' } },
    ],
    ['DATABASE_USER', 'me', { database: { user: 'me' } }],
    ['FULLSTOP_LOGS', ' ', { log: { level: 'info' } }],
    ['FULLSTOP_S3_CLIENT', 'sdk', { s3: { client: 'sdk' } }],
    [
      'FULLSTOP_FILTER_EXCLUDED_REGIONS',
      'us-east-1, eu-west-1',
      { ingest: { filter: { excludedRegions: ['us-east-1', 'eu-west-1'] } } },
    ],
    [
      'FULLSTOP_WHITELIST_ALLOWED_TEAMS',
      'security,platform',
      { whitelist: { allowedTeams: ['security', 'platform'] } },
    ],
    ['FULLSTOP_API_PORT', '0', { api: { port: 0, host: '127.0.0.1' } }],
  ])('reads the variable %s=%s', async (name, value, expected) => {
    expect((await load({ [name]: value })).config).toMatchObject(expected);
  });

  it.each([
    [
      { FULLSTOP_FILTER_FROM: '2026-02-01T00:00:00Z', FULLSTOP_FILTER_TO: '2026-01-01T00:00:00Z' },
      /^ingest\.filter.*from must be before to/,
    ],
    [{ FULLSTOP_FILTER_FROM: 'yesterday' }, /^ingest\.filter\.from \(environment FULLSTOP_FILTER_FROM\)/],
    [{ FULLSTOP_FILTER_REGIONS: 'Ireland' }, /^ingest\.filter\.regions.*expected region names/],
    [
      { TOKEN_INFO_URI: 'https://a.example', OIDC_ISSUER: 'https://b.example', OIDC_AUDIENCE: 'fullstop' },
      /^authentication: set one of/,
    ],
    [{ OIDC_ISSUER: 'https://b.example' }, /^authentication: oidcIssuer needs audience/],
    [{ OAUTH2_INTROSPECTION_URI: 'https://c.example' }, /^authentication: introspectionUri needs clientId/],
    [{ FULLSTOP_ACCOUNT_ID_PATTERN: '(' }, /^api\.accountIdPattern.*expected a regular expression/],
  ])('refuses %j', async (environment, problem) => {
    expect(await problemsOf(load(environment))).toEqual([expect.stringMatching(problem)]);
  });

  it('C15: names every problem at once, each with its source and what was expected', async () => {
    writeFileSync(join(folder, 'fullstop.config.json'), '{ "management": { "port": "high" }, "colour": 1 }');
    const problems = await problemsOf(
      load({
        DATABASE_URL: 'mysql://db',
        FULLSTOP_CHECK_TIMEOUT_SECONDS: '-1',
        FULLSTOP_PLUGINS_COLOUR_ALLOWED_COLOURS: 'red,green',
        FULLSTOP_PLUGINS_COLOUR_SIZE: '3',
        FULLSTOP_PLUGINS_SHAPE_SIZE: '3',
      }),
    );
    expect(problems).toEqual([
      expect.stringMatching(/^database\.url \(environment DATABASE_URL\): expected postgres:/),
      expect.stringMatching(/^management\.port \(.*fullstop\.config\.json\): /),
      expect.stringMatching(/^checks\.timeoutSeconds \(environment FULLSTOP_CHECK_TIMEOUT_SECONDS\): /),
      expect.stringMatching(/^configuration: .*colour/),
      expect.stringMatching(/^environment FULLSTOP_PLUGINS_SHAPE_SIZE: no installed plugin/),
      expect.stringMatching(
        /^plugin colour, option allowedColours\.1: .*fullstop\.config.*FULLSTOP_PLUGINS_COLOUR_/,
      ),
      expect.stringMatching(/^plugin colour, options: .*size/),
    ]);
  });

  it.each([
    ['a file that is not there', 'missing.json', undefined],
    ['a file that is not JSON', 'broken.json', '{'],
    ['a file that holds no object', 'list.json', '[]'],
  ])('names %s', async (_case, name, content) => {
    const file = join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    await expect(load({}, { file })).rejects.toThrow(file);
  });

  it('cannot be changed afterwards', async () => {
    const { config } = await load();
    expect(() => Object.assign(config.management, { port: 1 })).toThrow(TypeError);
  });

  it('P-30: names variables without effect once each', async () => {
    const { warnings } = await load({ FULLSTOP_S3_BUCKET: 'b', FULLSTOP_MANDATORY_APPROVALS: 'x' });
    expect(warnings).toEqual([
      expect.stringContaining('FULLSTOP_S3_BUCKET'),
      expect.stringContaining('FULLSTOP_MANDATORY_APPROVALS'),
    ]);
  });
});

describe('Options of plugins', () => {
  it.each([
    [
      'a comma list',
      { FULLSTOP_PLUGINS_COLOUR_ALLOWED_COLOURS: 'red, blue' },
      { allowedColours: 'red, blue' },
    ],
    ['JSON', { FULLSTOP_PLUGINS_COLOUR_TABLE: '{"a":"b"}' }, { table: { a: 'b' } }],
    ['a variable of the plugin', { OLD_COLOURS: 'blue' }, { allowedColours: 'blue' }],
    [
      'both, the new name winning',
      { OLD_COLOURS: 'blue', FULLSTOP_PLUGINS_COLOUR_ALLOWED_COLOURS: 'red' },
      { allowedColours: 'red' },
    ],
    [
      'a variable that looks like another plugin’s',
      { FULLSTOP_PLUGINS_PAINT: '{"a":"b"}' },
      { table: { a: 'b' } },
    ],
  ])('come from %s', async (_case, environment, options) => {
    const { config } = await load(environment as Record<string, string>);
    expect(config.plugins.colour?.options).toEqual(options);
  });

  it('go to the plugin with the longest id that fits', async () => {
    const { config } = await load({ FULLSTOP_PLUGINS_COLOUR_DEEP_ENABLED: 'no' });
    expect(config.plugins).toEqual({ 'colour-deep': { enabled: false, options: {} } });
  });

  it('keep their shape when they come from a file', async () => {
    writeFileSync(
      join(folder, 'fullstop.config.json'),
      '{ "plugins": { "colour": { "options": { "table": { "x": "y" } } } } }',
    );
    expect((await load()).config.plugins.colour?.options).toEqual({ table: { x: 'y' } });
  });
});

describe('The effective configuration', () => {
  it('is shown with sources and without secrets', async () => {
    const loaded = await load({
      DATABASE_URL: 'postgres://me:hunter2@db:5432/fullstop?password=hunter2',
      DATABASE_PASSWORD: 'hunter2',
      FULLSTOP_PLUGINS_COLOUR_API_TOKEN: 'hunter2',
    });
    const lines = describeConfig(loaded);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines).toContainEqual({
      setting: 'database.url',
      value: '"postgres://me:***@db:5432/fullstop?password=***"',
      source: 'environment DATABASE_URL',
    });
    expect(lines).toContainEqual({ setting: 'management.port', value: '7979', source: 'default' });
  });
});
