import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { describeApi } from '../src/index.js';
import { ApiWorld } from './support/api-world.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const FILE = new URL('../../../docs/openapi.json', import.meta.url);
const document = await describeApi();
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation as Operation] as const,
  ),
);

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}

it('docs/openapi.json is what the code says; otherwise run `npm run openapi`', async () => {
  expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
});

it('A-57: the title, and paths below /api/ only', () => {
  expect(document.info.title).toBe('Fullstop API');
  expect(Object.keys(document.paths).filter((path) => !path.startsWith('/api/'))).toEqual([]);
});

it('operations have names of their own', () => {
  const ids = operations.map(([, { operationId }]) => operationId);
  expect(ids).toEqual([...new Set(ids)]);
});

describe.each(operations)('%s', (_name, { summary, tags, parameters = [], responses }) => {
  it('has a summary and a tag', () => {
    expect(summary).toMatch(/\w/);
    expect(tags).toHaveLength(1);
  });

  it('describes its parameters', () => {
    expect(parameters.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
  });

  it('describes its answers, the errors with their bodies', () => {
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(['401', '403', '406', '429', '500', '503']),
    );
    for (const [status, { description, content }] of Object.entries(responses)) {
      expect([status, description]).toEqual([status, expect.stringMatching(/\w/)]);
      if (Number(status) >= 400) expect([status, content]).toEqual([status, expect.any(Object)]);
    }
  });
});

it('fields are described, or have an example', () => {
  const schemas = Object.entries(document.components?.schemas ?? {});
  const bare = schemas.flatMap(([schema, content]) =>
    Object.entries('properties' in content ? (content.properties ?? {}) : {})
      .filter(([, field]) => !isDescribed(field))
      .map(([field]) => `${schema}.${field}`),
  );
  expect(bare).toEqual([]);
});

function isDescribed(field: object): boolean {
  const says = ['description', 'example', 'enum', '$ref', 'allOf', 'items'].some((key) => key in field);
  // A flag says it by its name.
  return says || ('type' in field && field.type === 'boolean');
}

describe('the explorer', () => {
  const world = new ApiWorld();
  beforeAll(async () => {
    await world.start();
    await world.fresh();
  });
  afterAll(() => world.stop());

  it('/api-docs is the description', async () => {
    expect(await world.getJson('/api-docs')).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('the page has all that it needs from this server', async () => {
    const page = await (await world.request('/swagger-ui.html')).text();
    expect(page).toContain('<title>Fullstop API</title>');
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const { pathname, origin } = new URL(file, `${world.url}/swagger-ui.html`);
      expect([file, origin, (await world.request(pathname)).status]).toEqual([file, world.url, 200]);
    }
    // Its policy allows scripts of files only.
    expect(page).not.toMatch(/<script(?![^>]*src=)/);
  });
});
