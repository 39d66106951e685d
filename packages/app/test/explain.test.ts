import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import { awsError, fakeAwsClients } from '@fullstop/aws/testing';
import {
  BUCKETS,
  type Buckets,
  type CloudTrailEvent,
  defineViolationType,
  type EventPlugin,
  FactUnavailableError,
  type Finding,
  findPluginMetadata,
  INSTANCE_HISTORY,
  type InspectionContext,
  type InstanceHistory,
  inject,
  LOGGER,
  type Logger,
  Plugin,
  type PluginCandidate,
} from '@fullstop/core';
import { INSTANCES, type InstanceDirectory } from '@fullstop/ec2';
import { fakeInstances } from '@fullstop/ec2/testing';
import {
  anEvent,
  aRecord,
  InMemoryBuckets,
  InMemoryFindingsStore,
  launched,
  RecordingLogger,
} from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Config, configSchema } from '../src/config/config.schema.js';
import { explain } from '../src/explain/explain.js';
import { explainEvent } from '../src/explain/explain-event.js';
import type { PluginExplanation } from '../src/explain/explanation.js';
import type { LentServices } from '../src/plugins/offline-services.js';
import type { Runtime } from '../src/runtime.js';

const TYPE = { title: 'A type', helpText: 'Is used in tests.', severity: 1, priority: 2 } as const;
const FOUND = defineViolationType({ id: 'FOUND', ...TYPE });
const LAUNCHES = { 'ec2.amazonaws.com': ['RunInstances'] };
const ABOUT = { title: 'A plugin', summary: 'Is used in tests.', events: LAUNCHES, emits: {} } as const;

/** Asks for everything that there is, and finds something. */
@Plugin({ ...ABOUT, id: 'curious', emits: { FOUND } })
class CuriousPlugin implements EventPlugin<'FOUND'> {
  constructor(
    @inject(INSTANCES) private readonly instances: InstanceDirectory,
    @inject(INSTANCE_HISTORY) private readonly history: InstanceHistory,
    @inject(BUCKETS) private readonly buckets: Buckets,
    @inject(AWS_CLIENTS) private readonly clients: AwsClients,
    @inject(LOGGER) private readonly logger: Logger,
  ) {}

  async inspect(event: CloudTrailEvent, context: InspectionContext): Promise<Finding<'FOUND'>[]> {
    const [instance] = await this.instances.of(event, context.signal);
    await instance!.image();
    await instance!.applicationId();
    await instance!.subnet().catch(() => undefined);
    await this.history.newest(event.accountId, event.awsRegion, instance!.instanceId);
    const bucket = this.buckets.bucket('a-bucket');
    await bucket.read('there');
    await bucket.write('new', 'a text', 'text/plain');
    const iam = this.clients.client(IAMClient, event.accountId, event.awsRegion);
    await iam.send(new GetRoleCommand({ RoleName: 'here' }));
    await iam.send(new GetRoleCommand({ RoleName: 'gone' })).catch(() => undefined);
    this.logger.warn({}, 'A word of warning.');
    const { instanceId } = instance!;
    const application = { applicationId: 'app', applicationVersion: '1.0' };
    context.recordLifecycle({
      instanceId,
      eventType: 'RunInstances',
      eventDate: event.eventTime,
      ...application,
    });
    return [{ type: 'FOUND', instanceId, ...application, metaInfo: { a_key: 'a value' } }];
  }
}

@Plugin({ ...ABOUT, id: 'waiting', emits: { FOUND } })
class WaitingPlugin implements EventPlugin<'FOUND'> {
  constructor(@inject(INSTANCES) private readonly instances: InstanceDirectory) {}

  async inspect(event: CloudTrailEvent): Promise<Finding<'FOUND'>[]> {
    const [instance] = await this.instances.of(event);
    await instance!.subnet();
    return [];
  }
}

@Plugin({ ...ABOUT, id: 'broken' })
class BrokenPlugin implements EventPlugin<never> {
  inspect(): Finding<never>[] {
    throw new TypeError('broken on purpose');
  }
}

@Plugin({ ...ABOUT, id: 'off', enabledByDefault: false })
class OffPlugin extends BrokenPlugin {}

@Plugin({ ...ABOUT, id: 'needy', needs: [{ token: Symbol('a need'), remedy: 'set FULLSTOP_A_NEED' }] })
class NeedyPlugin extends BrokenPlugin {}

@Plugin({ ...ABOUT, id: 'other', events: { 'iam.amazonaws.com': ['Create*'], 'sts.amazonaws.com': '*' } })
class OtherPlugin extends BrokenPlugin {}

@Plugin({ ...ABOUT, id: 'tolerant', events: '*', alsoWanted: { failedCalls: true, readOnlyCalls: true } })
class TolerantPlugin implements EventPlugin<never> {
  inspect(): Finding<never>[] {
    return [];
  }
}

function candidate(pluginClass: PluginCandidate['pluginClass']): PluginCandidate {
  return { pluginClass, packageName: '@acme/plugin', packageVersion: '1.0.0' };
}

function runtimeOf(config: Config, ...plugins: PluginCandidate['pluginClass'][]): Runtime {
  const discovery = { candidates: plugins.map(candidate), jobs: [], problems: [] };
  return { config, sources: new Map(), warnings: [], discovery };
}

const EVENT = anEvent('ec2.amazonaws.com:RunInstances', launched('i-1'));
const IMAGE = { imageId: 'ami-1', name: 'an-image' };
let buckets: InMemoryBuckets;
let services: LentServices;
beforeEach(async () => {
  buckets = new InMemoryBuckets();
  await buckets.bucket('a-bucket').write('there', 'a text that is there');
  services = {
    buckets,
    instances: fakeInstances({
      'i-1': {
        image: IMAGE,
        applicationId: undefined,
        subnet: new FactUnavailableError('subnet', 'throttled'),
      },
    }),
    history: new InMemoryFindingsStore(),
    clients: fakeAwsClients(({ input }) => {
      if (JSON.stringify(input).includes('gone')) throw awsError('NoSuchEntityException', 404);
      return { Role: { RoleName: 'here' }, $metadata: { attempts: 1 } };
    }),
  };
});

async function explained(
  plugin: PluginCandidate['pluginClass'],
  event = EVENT,
  plugins: Record<string, object> = {},
): Promise<PluginExplanation> {
  const id = findPluginMetadata(plugin)!.id;
  const config = configSchema.parse({ plugins });
  const toExplain = { event, storedChecks: [] };
  const { plugins: all } = await explainEvent(runtimeOf(config), services, [candidate(plugin)], toExplain);
  expect(all.map((each) => each.plugin)).toEqual([id]);
  return all[0]!;
}

describe('What a plugin asks for', () => {
  const known = (fact: string, value: unknown) => ({ fact, outcome: 'known', value, error: null });
  const absent = (fact: string) => ({ fact, outcome: 'absent', value: null, error: null });

  it('is told in order, with what it got', async () => {
    const place = 'IAMClient in 111122223333/eu-central-1';
    expect((await explained(CuriousPlugin)).facts).toEqual([
      known('instances of the event', ['i-1']),
      known('image of i-1', IMAGE),
      absent('application id of i-1'),
      {
        fact: 'subnet of i-1',
        outcome: 'unavailable',
        value: null,
        error: { code: 'FACT_UNAVAILABLE', message: 'throttled' },
      },
      absent('newest stored row about i-1'),
      known('text of s3://a-bucket/there', 'a text that is there'),
      known(`GetRole {"RoleName":"here"} of ${place}`, { Role: { RoleName: 'here' } }),
      absent(`GetRole {"RoleName":"gone"} of ${place}`),
    ]);
  });

  it('does not keep it from its decision, of which nothing is stored or written', async () => {
    const explanation = await explained(CuriousPlugin);
    expect(explanation).toMatchObject({
      plugin: 'curious',
      why_not: null,
      state: 'decided',
      error: null,
      violations: [
        {
          type: 'FOUND',
          severity: 1,
          instance_id: 'i-1',
          application_id: 'app',
          application_version: '1.0',
          meta_info: { a_key: 'a value' },
        },
      ],
      lifecycle: [
        {
          instance_id: 'i-1',
          event_type: 'RunInstances',
          event_date: '2026-03-02T09:15:00.000Z',
          image_id: null,
          image_name: null,
          application_id: 'app',
          application_version: '1.0',
        },
      ],
      writes: [{ bucket: 'a-bucket', key: 'new', content_type: 'text/plain', text: 'a text' }],
      notes: ['A word of warning.'],
    });
    expect([...buckets.bucket('a-bucket').objects.keys()]).toEqual(['there']);
  });
});

describe('A check', () => {
  it.each([
    [
      'that misses a fact',
      WaitingPlugin,
      'pending',
      { code: 'FACT_UNAVAILABLE', message: expect.stringContaining('throttled') },
    ],
    ['that throws', BrokenPlugin, 'failed', { code: 'TypeError', message: 'broken on purpose' }],
  ] as const)('%s is shown with its state and the reason', async (_name, plugin, state, error) => {
    expect(await explained(plugin)).toMatchObject({ state, error, violations: [], why_not: null });
  });

  it('comes with what is stored about it', async () => {
    const stored = {
      accountId: EVENT.accountId,
      region: EVENT.awsRegion,
      eventId: EVENT.eventID,
      pluginId: 'waiting',
      state: 'pending',
      errorCode: 'FACT_UNAVAILABLE',
      errorMessage: 'not yet',
      attempts: 3,
      nextTryAt: null,
      firstTriedAt: EVENT.eventTime,
      lastTriedAt: EVENT.eventTime,
      record: EVENT.record,
      origin: EVENT.origin,
    } as const;
    const runtime = runtimeOf(configSchema.parse({}));
    const both = [candidate(WaitingPlugin), candidate(BrokenPlugin)];
    const { plugins } = await explainEvent(runtime, services, both, { event: EVENT, storedChecks: [stored] });
    expect(plugins.map(({ plugin, stored_check }) => [plugin, stored_check?.attempts])).toEqual([
      ['broken', undefined],
      ['waiting', 3],
    ]);
  });
});

describe('A plugin that does not look at an event', () => {
  const launch = (overrides: Record<string, unknown>) => anEvent('ec2.amazonaws.com:RunInstances', overrides);

  it.each<[string, PluginCandidate['pluginClass'], CloudTrailEvent, object]>([
    ['not active: off by default', OffPlugin, EVENT, {}],
    ['not active: switched off in the configuration', BrokenPlugin, EVENT, { broken: { enabled: false } }],
    ['not active: set FULLSTOP_A_NEED', NeedyPlugin, EVENT, {}],
    [
      'not subscribed to RunInstances of ec2.amazonaws.com; it reads Create* of iam.amazonaws.com; everything of sts.amazonaws.com',
      OtherPlugin,
      EVENT,
      {},
    ],
    [
      'the call failed (Client.InvalidParameterValue), and it does not ask for such events',
      BrokenPlugin,
      launch({ errorCode: 'Client.InvalidParameterValue' }),
      {},
    ],
    [
      'the call was a dry run, and it does not ask for such events',
      BrokenPlugin,
      launch({ errorCode: 'Client.DryRunOperation' }),
      {},
    ],
    [
      'the call failed (AccessDenied), and the call only reads, and it does not ask for such events',
      BrokenPlugin,
      launch({ errorCode: 'AccessDenied', readOnly: true }),
      {},
    ],
    [
      'it is no management event, and it does not ask for such events',
      TolerantPlugin,
      launch({ errorCode: 'AccessDenied', readOnly: true, eventCategory: 'Data' }),
      {},
    ],
    ['records of the kind insight reach no plugin', TolerantPlugin, launch({ eventCategory: 'Insight' }), {}],
  ])('says why: %s', async (whyNot, plugin, event, settings) => {
    const explanation = await explained(plugin, event, settings as Record<string, object>);
    expect(explanation).toMatchObject({ why_not: whyNot, state: null, facts: [], violations: [] });
  });

  it('looks at it when it asks for such events', async () => {
    const explanation = await explained(TolerantPlugin, launch({ errorCode: 'AccessDenied' }));
    expect(explanation).toMatchObject({ why_not: null, state: 'decided' });
  });
});

describe('The events to explain', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fullstop-explain-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const record = (n: number) => aRecord('ec2.amazonaws.com:RunInstances', { eventID: id(n) });
  const log = (count: number) =>
    JSON.stringify({ Records: Array.from({ length: count }, (_each, index) => record(index)) });

  async function explainedIds(
    content: string | Buffer,
    { subject, ...request }: { subject?: string; eventId?: string; pluginIds?: string[] } = {},
  ): Promise<{ ids: string[]; problems: readonly string[] }> {
    const file = join(folder, 'a-file');
    writeFileSync(file, content);
    const config = configSchema.parse({ database: { dataDirectory: join(folder, 'none') } });
    const { events, problems } = await explain(
      runtimeOf(config, TolerantPlugin),
      { subject: subject ?? file, standardInput: Readable.from([content]), ...request },
      new RecordingLogger(),
    );
    return { ids: events.map(({ event }) => event.event_id), problems };
  }

  it.each<[string, string | Buffer, object, number[]]>([
    ['one record', JSON.stringify(record(7)), {}, [7]],
    ['a log file', log(2), {}, [0, 1]],
    ['a packed log file', gzipSync(log(2)), {}, [0, 1]],
    ['one event of a large log file', log(50), { eventId: id(33).toUpperCase() }, [33]],
    ['standard input', JSON.stringify(record(7)), { subject: '-' }, [7]],
  ])('are those of %s', async (_name, content, request, expected) => {
    expect(await explainedIds(content, request)).toEqual({ ids: expected.map(id), problems: [] });
  });

  it('are those that can be read; the others are named', async () => {
    const content = JSON.stringify({ Records: [record(1), { eventID: id(2) }] });
    const { ids, problems } = await explainedIds(content);
    expect(ids).toEqual([id(1)]);
    expect(problems).toEqual([expect.stringMatching(/^Record 1 of .*a-file: eventTime is missing/)]);
  });

  it.each<[string, string, object, RegExp]>([
    ['too many events', log(11), {}, /a-file holds 11 records; choose one with --event-id/],
    ['an event that is not in the file', log(2), { eventId: id(5) }, /None of the 2 records .* is event/],
    ['no JSON', 'not JSON', {}, /a-file cannot be read: /],
    ['something else', '{"a":1}', {}, /neither a CloudTrail record .* nor a log file/],
    ['a list', '[]', {}, /neither a CloudTrail record/],
    ['no such file', '{}', { subject: 'no-such-file' }, /no-such-file is neither a file nor the id/],
    ['an event that is not stored', '{}', { subject: id(1) }, /No unfinished check about event .* is stored/],
    ['no such plugin', log(1), { pluginIds: ['nobody'] }, /id nobody \(installed: tolerant\)/],
  ])('cannot be %s', async (_name, content, request, message) => {
    await expect(explainedIds(content, request)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(message),
    });
  });
});
