import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingReference } from '@fullstop/app';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkJson } from '../src/docs/checks/check-json.js';
import { checkLinks } from '../src/docs/checks/check-links.js';
import { checkNames } from '../src/docs/checks/check-names.js';
import { callsOfFullstop } from '../src/docs/checks/fullstop-calls.js';
import { type KnownNames, knownNames } from '../src/docs/checks/known-names.js';
import { runBlocks } from '../src/docs/checks/run-blocks.js';
import { type Document, readDocument, readDocuments, sitePathOf } from '../src/docs/documents.js';
import { HeadingIds } from '../src/docs/markdown/heading-ids.js';
import { parseMarkdown } from '../src/docs/markdown/parse-markdown.js';
import { prose, table } from '../src/docs/markdown/write-markdown.js';
import { optionsOf } from '../src/docs/reference/extensions.js';
import { fillReferences } from '../src/docs/reference/fill-references.js';
import { documentedJobs } from '../src/docs/reference/jobs.js';
import { documentedMetrics } from '../src/docs/reference/metrics.js';
import { documentedPlugins } from '../src/docs/reference/plugins.js';
import { checkSite } from '../src/docs/site/check-site.js';
import { navigatedPaths } from '../src/docs/site/navigation.js';
import { PageLinks } from '../src/docs/site/page-links.js';

const documents = readDocuments();
let known: KnownNames;

beforeAll(async () => {
  known = await knownNames();
});

describe('The documents', () => {
  it('link to files and headings that exist', () => {
    expect(checkLinks(documents)).toEqual([]);
  });

  it('name settings, variables, metrics, commands, options and scripts that exist', () => {
    expect(documents.flatMap((document) => checkNames(document, known))).toEqual([]);
  });

  it('have samples of JSON that are JSON, and settings and options where they look like a configuration', async () => {
    const plugins = await documentedPlugins();
    expect(documents.flatMap((document) => checkJson(document, plugins))).toEqual([]);
  });

  it('are in the navigation of the site, or linked from the list of decisions', () => {
    const { links } = readDocument('docs/decisions/README.md');
    const decisions = links.map(({ target }) => `docs/decisions/${target}`);
    const docs = documents.map(({ path }) => path).filter((path) => path.startsWith('docs/'));
    const reached = [...navigatedPaths(), ...decisions].filter((path) => path.startsWith('docs/'));
    expect(reached.sort()).toEqual(docs.sort());
  });

  it('begin with a title of their own', () => {
    const titles = ({ headings }: Document) => headings.filter(({ level }) => level === 1).length;
    expect(documents.filter((document) => titles(document) !== 1).map(({ path }) => path)).toEqual([]);
  });
});

describe('A link', () => {
  it.each([
    ['to a file that is not there', '[x](nowhere.md)', 'there is no such file'],
    ['to a heading that is not there', '[x](concepts.md#nothing)', 'there is no such heading'],
    ['to a heading of its own page that is not there', '# A\n\n[x](#b)', 'there is no such heading'],
  ])('%s is reported', (_what, text, problem) => {
    expect(checkLinks([readDocument('docs/concepts.md'), document(text)])).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  it.each([
    ['to a heading', '[x](concepts.md#unit-of-work)'],
    ['to a heading of its own page', '# A `b` c!\n\n[x](#a-b-c)'],
    ['to a folder', '[x](../packages/core)'],
    ['to another site', '[x](https://example.org/nowhere)'],
  ])('%s is fine', (_what, text) => {
    expect(checkLinks([readDocument('docs/concepts.md'), document(text)])).toEqual([]);
  });
});

describe('A name that nobody knows is reported', () => {
  it.each([
    ['a variable', 'Set FULLSTOP_SQS_URI.', 'FULLSTOP_SQS_URI'],
    ['a variable of a plugin', '`FULLSTOP_PLUGINS_REGION_COLOUR=red`', 'FULLSTOP_PLUGINS_REGION_COLOUR'],
    ['a metric', '`rate(fullstop_checks[5m])`', 'fullstop_checks'],
    ['a setting', 'Set `sqs.uri`.', 'sqs.uri'],
    ['an option of a plugin', '`plugins.region.options.colour`', 'plugins.region.options.colour'],
    ['a command', '```sh\nnpx fullstop scna logs/\n```', 'fullstop scna'],
    ['a command in a command', '`fullstop checks lost`', 'fullstop checks lost'],
    ['an option of a command', '```sh\nDATABASE_URL=x fullstop serve --repotr # all\n```', '--repotr'],
    ['a script', '`npm run dosc`', 'npm run dosc'],
  ])('%s', (_what, text, name) => {
    expect(checkNames(document(text), known)).toEqual([expect.stringContaining(name)]);
  });

  it('and one that is known is not', () => {
    const text = [
      '`sqs.url`, `sqs`, `FULLSTOP_SQS_URL`, `FULLSTOP_PLUGINS_REGION_ALLOWED_REGIONS`, `plugins.region.enabled`,',
      '`fullstop_checks_total`, `fullstop_check_duration_seconds_bucket`, `fullstop checks list|retry`, `fullstop li`,',
      '`FULLSTOP_PLUGINS_<ID>_ENABLED`, `plugins.acme-doors.enabled`, `npm run docs`',
      '```sh\nFULLSTOP_LOGS=logs/ npx fullstop serve --only api \\\n  --report && fullstop rules add --type X\n```',
    ];
    expect(checkNames(document(text.join('\n')), known)).toEqual([]);
  });
});

describe('A sample of JSON is reported', () => {
  it.each([
    ['that is none', '{ a: 1 }', 'no JSON'],
    ['with a setting that does not exist', '{ "sqs": { "uri": "https://x" } }', 'sqs: Unrecognized key'],
    ['with a value that is refused', '{ "api": { "port": 70000 } }', 'api.port: Too big'],
    [
      'with an option that a plugin refuses',
      '{ "plugins": { "region": { "options": { "a": 1 } } } }',
      'region',
    ],
    ['with a plugin that does not exist', '{ "plugins": { "colour": {} } }', 'no such plugin'],
  ])('%s', async (_what, code, problem) => {
    const found = checkJson(document(`\`\`\`json\n${code}\n\`\`\`\n`), await documentedPlugins());
    expect(found).toEqual([expect.stringContaining(problem)]);
  });
});

describe('A block that is marked as runnable', () => {
  it.each([
    [
      'that ends as it should is fine',
      ['sh runnable\necho a > a.txt', 'sh runnable exit=3\ncat a.txt; exit 3'],
      '',
    ],
    ['that ends with another code is reported', ['sh runnable\necho oh; exit 4'], 'it ended with 4: oh'],
    ['that fails in the middle is reported', ['sh runnable\nfalse | true\necho on'], 'it ended with 1'],
    [
      'runs behind the others',
      ['sh runnable until="up"\ntouch b; echo up; exec sleep 60', 'sh runnable\nls b'],
      '',
    ],
    ['must print what it is to print', ['sh runnable until="up"\necho down'], 'did not print "up": down'],
  ])('and %s', async (_what, blocks, problem) => {
    const text = blocks.map((block) => `\`\`\`${block}\n\`\`\`\n`).join('\n');
    const found = await runBlocks(document(text), async () => {});
    expect(found).toEqual(problem === '' ? [] : [expect.stringContaining(problem)]);
  });
});

describe('The site', () => {
  const links = new PageLinks([
    'docs/README.md',
    'docs/a.md',
    'docs/decisions/b.md',
    'packages/core/README.md',
  ]);

  it.each([
    ['docs/README.md', 'a.md#c', 'a.html#c'],
    ['docs/decisions/b.md', '../a.md', '../a.html'],
    ['docs/decisions/b.md', '../../packages/core', '../packages/core.html'],
    ['packages/core/README.md', '../../docs/README.md', '../index.html'],
    ['docs/a.md', '#c', 'a.html#c'],
    ['docs/a.md', 'https://example.org/#d', 'https://example.org/#d'],
    ['docs/a.md', '../LICENSE', 'https://github.com/zalando-stups/fullstop/blob/main/LICENSE'],
    ['docs/a.md', '../packages', 'https://github.com/zalando-stups/fullstop/tree/main/packages'],
  ])('leads from %s and %s to %s', (from, target, address) => {
    expect(links.address(from, target)).toBe(address);
  });

  it('refuses a link to what is not there', () => {
    expect(() => links.address('docs/a.md', 'nowhere.md')).toThrow(/docs\/nowhere\.md, which does not exist/);
  });

  it('is checked for links that lead nowhere', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fullstop-site-'));
    try {
      writeFileSync(join(folder, 'a.html'), '<h1 id="t">A</h1><a href="b.html#u"></a><a href="#t"></a>');
      writeFileSync(join(folder, 'b.html'), '<a class="x" href="c.html"></a><a href="a.html#t"></a>');
      expect(checkSite(folder).sort()).toEqual([
        'a.html links to b.html#u, where there is no such place',
        'b.html links to c.html, which is not in the site',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('The reference', () => {
  it('has every setting, with a meaning', async () => {
    const text = await fillReferences('x.md', '<!-- reference: configuration -->');
    const settings = settingReference();
    expect(settings.filter(({ meaning }) => meaning === '')).toEqual([]);
    expect(settings.filter(({ setting }) => !text.includes(`| \`${setting}\` |`))).toEqual([]);
    expect(text).toMatch(
      /^\| `management\.port` \| `FULLSTOP_MANAGEMENT_PORT` \| whole number .* \| `7979` \| /m,
    );
  });

  it('has every option of every plugin and job, with a meaning that is a sentence', async () => {
    const extensions = [...(await documentedPlugins()).map(({ metadata }) => metadata), ...documentedJobs()];
    const options = extensions.flatMap((metadata) =>
      optionsOf(metadata, '').map(({ name, meaning }) => ({ option: `${metadata.id}.${name}`, meaning })),
    );
    expect(options.length).toBeGreaterThan(30);
    expect(options.filter(({ meaning }) => !/^[A-Z].*\.$/.test(meaning))).toEqual([]);
  });

  it('has every plugin, job, metric and command', async () => {
    const [plugins, jobs, metrics, commands] = await Promise.all(
      ['plugins', 'jobs', 'metrics', 'command-line'].map((name) =>
        fillReferences('x.md', `<!-- reference: ${name} -->`),
      ),
    );
    for (const { metadata } of await documentedPlugins()) expect(plugins).toContain(`## ${metadata.id}\n`);
    for (const { id } of documentedJobs()) expect(jobs).toContain(`## ${id}\n`);
    for (const { name } of documentedMetrics()) expect(metrics).toContain(`| \`${name}\` |`);
    for (const { call } of known.commands) expect(commands).toContain(`## ${call}\n`);
    expect(plugins).toContain('`FULLSTOP_WHITELISTED_REGIONS`, `FULLSTOP_PLUGINS_REGION_ALLOWED_REGIONS`');
    expect(metrics).toContain('| `fullstop_messages_total` | counter | Messages of the queue');
    expect(commands).toContain('`-o, --output <format>` | how to print: `table`, `json`, `ndjson` | `table`');
  });

  it('has every operation of the API', async () => {
    const text = await fillReferences('x.md', '<!-- reference: api -->');
    expect(text).toContain('### GET /api/violations\n');
    expect(text).toContain('[ViolationPageJson](#violationpagejson)');
  });

  it('of a name that nobody knows is refused', async () => {
    await expect(fillReferences('x.md', '<!-- reference: colours -->')).rejects.toThrow(
      /no reference "colours"/,
    );
  });
});

describe('Markdown', () => {
  it('is read with headings, links, and code', () => {
    const text = '# A\n\n[b](c.md#d) `e f`\n\n```sh runnable exit=1 until="Health: x"\nls\n```\n\n## A\n';
    expect(parseMarkdown(text)).toEqual({
      headings: [
        { level: 1, text: 'A', id: 'a', line: 1 },
        { level: 2, text: 'A', id: 'a-1', line: 9 },
      ],
      links: [{ target: 'c.md#d', line: 3 }],
      codeSpans: [{ text: 'e f', line: 3 }],
      codeBlocks: [
        {
          language: 'sh',
          attributes: new Map([
            ['runnable', ''],
            ['exit', '1'],
            ['until', 'Health: x'],
          ]),
          code: 'ls\n',
          line: 5,
        },
      ],
    });
  });

  it.each([
    ['Unit of work', 'unit-of-work'],
    ['GET /api/violations/{id}', 'get-apiviolationsid'],
    ['`fullstop rules add`', 'fullstop-rules-add'],
    ['What’s new?', 'whats-new'],
  ])('gives the heading %s the id %s', (heading, id) => {
    expect(parseMarkdown(`# ${heading}`).headings[0]?.id).toBe(id);
  });

  it('gives headings with one text ids of their own', () => {
    const ids = new HeadingIds();
    expect(['A', 'A', 'B'].map((text) => ids.next(text))).toEqual(['a', 'a-1', 'b']);
  });

  it('is written with nothing but code as markup', () => {
    expect(prose('<id> of `a<b>` and *')).toBe('&lt;id&gt; of `a<b>` and \\*');
    expect(table(['a'], [['b|c\nd']])).toBe('| a |\n|---|\n| b\\|c d |');
    expect(table(['a'], [])).toBe('');
  });

  it.each([
    ['docs/README.md', 'index.html'],
    ['docs/decisions/README.md', 'decisions/index.html'],
    ['docs/quick-start.md', 'quick-start.html'],
    ['packages/core/README.md', 'packages/core.html'],
    ['README.md', 'project.html'],
  ])('of %s becomes %s', (path, page) => {
    expect(sitePathOf(path)).toBe(page);
  });
});

describe('Calls of fullstop', () => {
  it.each([
    ['A=b npx fullstop scan logs/ # all', [['scan', 'logs/']]],
    ['fullstop config | head && fullstop types', [['config'], ['types']]],
    ['fullstop serve \\\n  --report', [['serve', '--report']]],
    ['npm install fullstop', []],
  ])('in %j are %j', (shell, calls) => {
    expect(callsOfFullstop(shell)).toEqual(calls);
  });
});

function document(text: string): Document {
  return { path: 'docs/sample.md', text, ...parseMarkdown(text) };
}
