import { FactUnavailableError, findPluginMetadata, type Provided, SubscriptionIndex } from '@fullstop/core';
import { INSTANCES } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  inspectWith,
  launched,
  RecordingLogger,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { ScmRepositoryPlugin, scmRepositoryOptions } from '../src/index.js';

const INSTANCE_ID = 'i-0aaaaaaaaaaaaaaa1';
const SOURCE = 'zalando-stups/fullstop:v1';
const FULLSTOP = 'https://github.com/zalando-stups/fullstop';
const PATTERN = '^(?:zalando|zalando-stups)$';
const HOSTS = { 'github.com': PATTERN, 'github.my.company.com': '^.+$' };
const UNAVAILABLE = new FactUnavailableError('a fact', 'throttled');

const run = eventFromFile(new URL('./fixtures/run-instances.json', import.meta.url));

describe('the scm-repository plugin', () => {
  it.each([
    ['RunInstances', true],
    ['StartInstances', true],
    ['StopInstances', false],
    ['TerminateInstances', false],
    ['Foobar', false],
  ])('SR-1: subscribes to %s: %s', (eventName, subscribed) => {
    const { id, events } = findPluginMetadata(ScmRepositoryPlugin)!;
    expect(new SubscriptionIndex([[id, events]]).wants('ec2.amazonaws.com', eventName)).toBe(subscribed);
  });

  it('SR-2: reports nothing when both addresses name the same repository', async () => {
    expect(
      await inspect(facts('git@GitHub.com:zalando-stups/Fullstop.git', `${FULLSTOP}/tree/main`)),
    ).toEqual([]);
  });

  // No other fact is given, so that asking for one would fail.
  it('SR-3: reports nothing, and asks for nothing more, when the build said nothing', async () => {
    expect(await inspect({ scmSource: undefined })).toEqual([]);
  });

  it.each([[{ url: ' ', user: 'jane', revision: '1' }], [{ url: null }], [{}]])(
    'SR-4, IMP-SC-6: leaves the missing address in %j to the docker-registry plugin',
    async (scmSource) => {
      expect(await inspect({ scmSource })).toEqual([]);
    },
  );

  it('SR-5: reports an unknown host, without asking Kio', async () => {
    expect(await inspect(builtFrom('https://google.com'))).toEqual([
      expect.objectContaining({
        type: 'ILLEGAL_SCM_REPOSITORY',
        accountId: '111122223333',
        region: 'eu-central-1',
        instanceId: INSTANCE_ID,
        metaInfo: {
          application_id: 'fullstop',
          deployment_artifact: SOURCE,
          error_message: 'Unknown SCM URL: https://google.com',
        },
        applicationId: 'fullstop',
        applicationVersion: 'v1',
      }),
    ]);
  });

  it.each([
    ['SU-12', 'https://git.my.company.com/zalando-stups/fullstop'],
    ['SU-17', 'https://github.com.evil.com/zalando/b'],
    ['an object has a member of that name', 'https://constructor/zalando/b'],
  ])('%s: %s is not on a configured host', async (_id, url) => {
    expect(await types(builtFrom(url))).toEqual(['ILLEGAL_SCM_REPOSITORY']);
  });

  it('SR-6: reports an owner who is not allowed, also of an unknown application', async () => {
    expect(await inspect(facts('https://github.com/zalando-foo/fullstop', undefined))).toEqual([
      expect.objectContaining({ type: 'ILLEGAL_SCM_REPOSITORY', metaInfo: illegal('zalando-foo') }),
    ]);
  });

  it('SR-7: reports nothing about an unknown application', async () => {
    expect(await inspect(facts(FULLSTOP, undefined))).toEqual([]);
  });

  it.each([[' '], [null]])('SR-8: reports that Kio has no address: %j', async (scmUrl) => {
    expect(await inspect(facts(FULLSTOP, scmUrl))).toEqual([
      expect.objectContaining({
        type: 'SCM_URL_IS_MISSING_IN_KIO',
        metaInfo: { application_id: 'fullstop-in-kio' },
      }),
    ]);
  });

  it('SR-9: reports another repository than the registered one', async () => {
    expect(await inspect(facts(FULLSTOP, 'https://github.com/zalando/other'))).toEqual([
      expect.objectContaining({
        type: 'SCM_URL_NOT_MATCH_WITH_KIO',
        metaInfo: {
          application_id: 'fullstop-in-kio',
          deployment_artifact: SOURCE,
          normalized_scm_source_url: FULLSTOP,
          normalized_kio_scm_url: 'https://github.com/zalando/other',
        },
      }),
    ]);
  });

  it.each([['svn://example.org/fullstop'], ['https://git.example.org/zalando-stups/fullstop']])(
    'SR-10: reports that Kio has an address that is none: %s',
    async (scmUrl) => {
      expect(await inspect(facts(FULLSTOP, scmUrl))).toEqual([
        expect.objectContaining({
          type: 'SCM_URL_NOT_MATCH_WITH_KIO',
          metaInfo: {
            application_id: 'fullstop-in-kio',
            deployment_artifact: SOURCE,
            normalized_scm_source_url: FULLSTOP,
            kio_scm_url: scmUrl,
            error_message: `Unknown SCM URL: ${scmUrl}`,
          },
        }),
      ]);
    },
  );

  it('SR-11: reports first the owner, then the other repository', async () => {
    expect(await types(facts('https://github.com/evil/fullstop', FULLSTOP))).toEqual([
      'ILLEGAL_SCM_REPOSITORY',
      'SCM_URL_NOT_MATCH_WITH_KIO',
    ]);
  });

  it.each([
    ['SR-12', '^zalando-stups|zalando-incubator$', 'zalando-stups-evil', ['ILLEGAL_SCM_REPOSITORY']],
    ['SR-13', '^Zalando$', 'Zalando', []],
    ['SR-17', 'zalando', 'my-zalando-fork', ['ILLEGAL_SCM_REPOSITORY']],
  ])('%s: the pattern %s for the owner %s gives %j', async (_id, pattern, owner, expected) => {
    const options = { hosts: { 'GitHub.com': pattern } };
    expect(await types(facts(`https://github.com/${owner}/shop`, undefined), options)).toEqual(expected);
  });

  it('SR-15: knows the hosts of the file and those of the environment', async () => {
    const options = {
      hosts: { 'github.com': 'nobody', 'gitlab.com': 'acme' },
      additionalHosts: { 'github.my.company.com': '.+', 'github.com': 'acme' },
    };
    const at = (host: string) => types(facts(`https://${host}/acme/shop`, undefined), options);
    expect(await at('gitlab.com')).toEqual([]);
    expect(await at('github.my.company.com')).toEqual([]);
    // Of a host in both the environment's pattern counts.
    expect(await at('github.com')).toEqual([]);
    expect(findPluginMetadata(ScmRepositoryPlugin)?.environment).toEqual({
      FULLSTOP_PLUGINS_SCM_HOSTS: 'additionalHosts',
    });
  });

  it('SR-16: reports the owner also while Kio cannot tell, and asks Kio again', async () => {
    const provided = providing({
      ...builtFrom('https://github.com/evil/fullstop'),
      application: UNAVAILABLE,
    });
    expect(await check(provided)).toMatchObject({
      state: 'pending',
      violations: [{ type: 'ILLEGAL_SCM_REPOSITORY', metaInfo: illegal('evil') }],
      unfinished: { errorCode: 'FACT_UNAVAILABLE', errorMessage: UNAVAILABLE.message },
    });
  });

  it('SE-21: reports an image from an allowed repository that is not the registered one', async () => {
    expect(await details('git@github.com:acme-labs/shop.git')).toEqual([
      {
        type: 'SCM_URL_NOT_MATCH_WITH_KIO',
        metaInfo: {
          application_id: 'shop',
          deployment_artifact: 'pierone.acme.test/platform/shop:1.4.2',
          normalized_scm_source_url: 'https://github.com/acme-labs/shop',
          normalized_kio_scm_url: 'https://github.com/acme/shop',
        },
      },
    ]);
  });

  it('SE-22: reports an owner who is not allowed, then the other repository', async () => {
    expect(await details('https://github.com/acme-evil/shop')).toEqual([
      {
        type: 'ILLEGAL_SCM_REPOSITORY',
        metaInfo: {
          application_id: 'shop',
          deployment_artifact: 'pierone.acme.test/platform/shop:1.4.2',
          normalized_scm_source_url: 'https://github.com/acme-evil/shop',
          allowed_owners: '^(?:acme|acme-labs)$',
          actual_owner: 'acme-evil',
        },
      },
      { type: 'SCM_URL_NOT_MATCH_WITH_KIO', metaInfo: expect.anything() },
    ]);
  });

  it('names an unknown application and an unknown image with empty texts', async () => {
    const userData = { kind: 'taupage' as const };
    const [violation] = await inspect({ userData, scmSource: { url: 'https://google.com' } });
    expect(violation).toMatchObject({
      applicationId: null,
      metaInfo: { application_id: '', deployment_artifact: '' },
    });
  });

  it('IMP-SC-3: stores no credentials', async () => {
    const secret = 'https://jane:hunter2@';
    const found = [
      ...(await inspect(builtFrom(`${secret}google.com`))),
      ...(await inspect(facts(`${secret}github.com/evil/shop`, `${secret}github.com/zalando/shop`))),
      ...(await inspect(facts(FULLSTOP, `${secret}google.com/zalando/shop`))),
    ];
    expect(found).toHaveLength(4);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|jane:/);
  });

  it('IMP-SC-5: takes a path for the owner on hosts with nested groups', async () => {
    const options = { hosts: { 'gitlab.acme.test': 'acme/.+' }, nestedGroupHosts: 'GitLab.acme.test' };
    const nested = facts(
      'git@gitlab.acme.test:acme/team/shop.git',
      'https://gitlab.acme.test/acme/team/shop',
    );
    expect(await types(nested, options)).toEqual([]);
    const other = facts('https://gitlab.acme.test/evil/acme/team/shop', undefined);
    expect(await types(other, options)).toEqual(['ILLEGAL_SCM_REPOSITORY']);
  });

  it('reports a pattern that is too slow as a failed check, and still compares with Kio', async () => {
    const options = { hosts: { 'github.com': '(a+)+' } };
    const provided = providing(
      facts(`https://github.com/${'a'.repeat(60)}!/shop`, 'https://github.com/acme/shop'),
    );
    expect(await check(provided, options)).toMatchObject({
      state: 'failed',
      violations: [{ type: 'SCM_URL_NOT_MATCH_WITH_KIO' }],
      unfinished: { errorCode: 'SCM_OWNER_PATTERN_TOO_SLOW' },
    });
  });

  it('reports each instance apart, whatever happens to the one before', async () => {
    const evil = facts('https://github.com/evil/fullstop', FULLSTOP);
    const all = {
      'i-1': { ...evil, application: UNAVAILABLE },
      'i-2': { scmSource: UNAVAILABLE },
      'i-3': evil,
    };
    const provided = [{ token: INSTANCES, value: fakeInstances(all) }];
    const event = anEvent('ec2.amazonaws.com:RunInstances', launched('i-1', 'i-2', 'i-3'));
    const outcome = await checkWith(ScmRepositoryPlugin, event, { provided, options: { hosts: HOSTS } });
    expect(outcome?.state).toBe('pending');
    expect(outcome?.violations.map(({ instanceId, type }) => `${instanceId} ${type}`).sort()).toEqual([
      'i-1 ILLEGAL_SCM_REPOSITORY',
      'i-3 ILLEGAL_SCM_REPOSITORY',
      'i-3 SCM_URL_NOT_MATCH_WITH_KIO',
    ]);
  });
});

describe('IMP-SC-4: without hosts', () => {
  it('SR-14: only the comparison with Kio is left', async () => {
    const anywhere = 'https://git.nowhere.example/evil/fullstop';
    expect(await types(facts(anywhere, 'git@git.nowhere.example:evil/fullstop.git'), {})).toEqual([]);
    expect(await types(facts(anywhere, FULLSTOP), {})).toEqual(['SCM_URL_NOT_MATCH_WITH_KIO']);
    expect(await types(facts(anywhere, ' '), {})).toEqual(['SCM_URL_IS_MISSING_IN_KIO']);
    expect(await types(facts(anywhere, undefined), {})).toEqual([]);
  });

  it('an address that is none is another repository than the registered one', async () => {
    const [violation] = await inspect(facts('https://google.com', FULLSTOP), {});
    expect(violation).toMatchObject({
      type: 'SCM_URL_NOT_MATCH_WITH_KIO',
      metaInfo: {
        application_id: 'fullstop-in-kio',
        deployment_artifact: SOURCE,
        normalized_scm_source_url: '',
        normalized_kio_scm_url: FULLSTOP,
        error_message: 'Unknown SCM URL: https://google.com',
      },
    });
  });

  it('addresses that are none are the same when their texts are', async () => {
    expect(await types(facts('svn://a', ' svn://a '), {})).toEqual([]);
    expect(await types(facts('svn://a', 'svn://b'), {})).toEqual(['SCM_URL_NOT_MATCH_WITH_KIO']);
  });

  it.each([
    [{}, 1],
    [{ hosts: {} }, 1],
    [{ hosts: HOSTS }, 0],
    [{ additionalHosts: HOSTS }, 0],
  ])('%j gives %i warnings at the start', async (options, count) => {
    const logger = new RecordingLogger();
    const provided = providing(facts(FULLSTOP, FULLSTOP));
    await inspectWith(ScmRepositoryPlugin, run, options, { provided, logger });
    const warnings = logger.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toHaveLength(count);
    for (const { fields, message } of warnings) {
      expect(fields).toEqual({ plugin: 'scm-repository' });
      expect(message).toContain('hosts');
    }
  });
});

describe('IMP-SC-2: the options of the scm-repository plugin', () => {
  it('have defaults, and hosts in lower case', () => {
    const none = { hosts: {}, additionalHosts: {}, nestedGroupHosts: [] };
    expect(scmRepositoryOptions.parse({})).toEqual(none);
    expect(scmRepositoryOptions.parse({ hosts: { ' GitHub.com ': ' Acme ' } })).toEqual({
      ...none,
      hosts: { 'github.com': 'Acme' },
    });
  });

  it.each([
    [{ hosts: { 'github.com': '(' } }, 'regular expression'],
    [{ hosts: { 'github.com': 'a)|(?:.*' } }, 'regular expression'],
    [{ hosts: { 'github.com': '(?i)acme' } }, 'regular expression'],
    [{ hosts: { 'github.com': ' ' } }, 'hosts'],
    [{ hosts: { 'https://github.com': 'acme' } }, 'name of a host'],
    [{ hosts: { 'github.com:443': 'acme' } }, 'name of a host'],
    [{ hosts: 'github.com' }, 'such as {\\"github.com\\"'],
    [{ additionalHosts: '{"github.com": ' }, 'such as {\\"github.com\\"'],
    [{ nestedGroupHosts: ['gitlab.com/group'] }, 'name of a host'],
    [{ host: {} }, 'host'],
  ])('are not %j', (raw, problem) => {
    expect(() => scmRepositoryOptions.parse(raw)).toThrow(problem);
  });
});

describe('a fact that the scm-repository plugin cannot have', () => {
  const other = facts(FULLSTOP, 'https://github.com/zalando/other');

  it.each(['scmSource', 'userData', 'source', 'applicationId', 'application'] as const)(
    '%s leaves the check pending; later it is decided',
    async (name) => {
      expect(await check(providing({ ...other, [name]: UNAVAILABLE }))).toMatchObject({
        state: 'pending',
        violations: [],
      });
      expect(await check(providing(other))).toMatchObject({
        state: 'decided',
        violations: [{ type: 'SCM_URL_NOT_MATCH_WITH_KIO', instanceId: INSTANCE_ID }],
      });
    },
  );

  it('leaves the check pending when it is the list of instances', async () => {
    const provided = [{ token: INSTANCES, value: fakeInstances(UNAVAILABLE) }];
    expect(await check(provided)).toMatchObject({ state: 'pending', violations: [] });
  });
});

function builtFrom(url: string): FakeFacts {
  const userData = {
    kind: 'taupage' as const,
    applicationId: 'fullstop',
    applicationVersion: 'v1',
    source: SOURCE,
  };
  return { userData, scmSource: { url, user: 'jane', revision: '1' } };
}

/** `undefined` for an application that Kio does not know, `null` for one without an address. */
function facts(url: string, scmUrl: string | null | undefined): FakeFacts {
  const application = { id: 'fullstop-in-kio', ...(typeof scmUrl === 'string' && { scmUrl }) };
  return { ...builtFrom(url), application: scmUrl === undefined ? undefined : application };
}

function illegal(owner: string) {
  return {
    application_id: 'fullstop',
    deployment_artifact: SOURCE,
    normalized_scm_source_url: `https://github.com/${owner}/fullstop`,
    allowed_owners: PATTERN,
    actual_owner: owner,
  };
}

function providing(instance: FakeFacts): Provided[] {
  return [{ token: INSTANCES, value: fakeInstances({ [INSTANCE_ID]: instance }) }];
}

async function check(provided: Provided[], options: Record<string, unknown> = { hosts: HOSTS }) {
  return checkWith(ScmRepositoryPlugin, run, { provided, options });
}

async function inspect(instance: FakeFacts, options: Record<string, unknown> = { hosts: HOSTS }) {
  return inspectWith(ScmRepositoryPlugin, run, options, { provided: providing(instance) });
}

async function types(instance: FakeFacts, options: Record<string, unknown> = { hosts: HOSTS }) {
  return (await inspect(instance, options)).map(({ type }) => type);
}

/** What is reported in the test world of `shop`, whose repository is `acme/shop`. */
async function details(url: string) {
  const shop: FakeFacts = {
    userData: {
      kind: 'taupage',
      applicationId: 'shop',
      applicationVersion: '1.10',
      runtime: 'Docker',
      source: 'pierone.acme.test/platform/shop:1.4.2',
    },
    scmSource: { url, revision: '1', author: 'jane', status: '' },
    application: { id: 'shop', scmUrl: 'https://github.com/acme/shop' },
  };
  const found = await inspect(shop, { hosts: { 'github.com': '^(?:acme|acme-labs)$' } });
  return found.map(({ type, metaInfo }) => ({ type, metaInfo }));
}

describePluginContract(ScmRepositoryPlugin, {
  packageFolder: `${import.meta.dirname}/..`,
  provided: providing({}),
});
