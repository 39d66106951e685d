import {
  type CloudTrailEvent,
  FactUnavailableError,
  findPluginMetadata,
  INSTANCE_HISTORY,
  type InstanceHistory,
  type LifecycleEntry,
  SubscriptionIndex,
} from '@fullstop/core';
import { INSTANCES } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  launched,
  RecordingLogger,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { LifecyclePlugin } from '../src/index.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

const RUN = 'ec2.amazonaws.com:RunInstances';
const ONE = 'i-0aaaaaaaaaaaaaaa1';
const TWO = 'i-0aaaaaaaaaaaaaaa2';
const IMAGE_ID = 'ami-0600d0600d0600d06';
const DEPLOYED = { applicationId: 'hello-world', applicationVersion: '1.0' };
const GONE = new FactUnavailableError('the instance', 'InvalidInstanceID.NotFound');

/** An instance of which AWS tells the application, but nothing about the image. */
const deployed = (facts: FakeFacts = {}): FakeFacts => ({
  userData: { kind: 'taupage', ...DEPLOYED },
  image: undefined,
  ...facts,
});
const gone: FakeFacts = { isTaupage: GONE, userData: GONE, imageId: GONE, image: GONE };

interface World {
  /** What AWS tells, by instance id. */
  readonly facts?: Parameters<typeof fakeInstances>[0];
  /** What is stored, by instance id. Default: an error for whoever asks. */
  readonly stored?: Readonly<Record<string, Partial<LifecycleEntry>>>;
  readonly history?: InstanceHistory;
  readonly logger?: RecordingLogger;
}

function provided({ facts = {}, stored, history }: World) {
  const doubled: InstanceHistory = history ?? {
    async newest(accountId, region, instanceId) {
      if (!stored) throw new Error('the history is not given');
      expect([accountId, region]).toEqual(['111122223333', 'eu-central-1']);
      return stored[instanceId] as LifecycleEntry | undefined;
    },
  };
  return [
    { token: INSTANCES, value: fakeInstances(facts) },
    { token: INSTANCE_HISTORY, value: doubled },
  ];
}

const check = (event: CloudTrailEvent, world: World) =>
  checkWith(LifecyclePlugin, event, { provided: provided(world), logger: world.logger });

async function rows(event: CloudTrailEvent, world: World) {
  const outcome = await check(event, world);
  expect(outcome).toMatchObject({ state: 'decided', violations: [] });
  return outcome?.lifecycleEntries;
}

describe('the lifecycle plugin', () => {
  it.each([
    ['ec2.amazonaws.com', 'RunInstances', true],
    ['ec2.amazonaws.com', 'StartInstances', true],
    ['ec2.amazonaws.com', 'StopInstances', true],
    ['ec2.amazonaws.com', 'TerminateInstances', true],
    ['ec2.amazonaws.com', 'RebootInstances', false],
    ['autoscaling.amazonaws.com', 'RunInstances', false],
  ])('LC-1: subscribes to %s, %s: %s', (source, name, subscribed) => {
    const { id, events } = findPluginMetadata(LifecyclePlugin)!;
    expect(new SubscriptionIndex([[id, events]]).wants(source, name)).toBe(subscribed);
  });

  // The double of the history throws when it is asked: a launch has none.
  it('LC-2: notes a launch, at the time of the launch', async () => {
    const item = { instanceId: 'i-1', imageId: 'ami-01234567', launchTime: 1_434_616_306_000 };
    expect(await rows(anEvent(RUN, launched(item)), { facts: { 'i-1': deployed() } })).toEqual([
      {
        accountId: '111122223333',
        region: 'eu-central-1',
        instanceId: 'i-1',
        eventType: 'RunInstances',
        eventDate: new Date('2015-06-18T08:31:46Z'),
        imageId: 'ami-01234567',
        imageName: undefined,
        ...DEPLOYED,
      },
    ]);
  });

  it.each([
    ['LC-3', 'application', { applicationVersion: '1.0' }],
    ['LC-4', 'application version', { applicationId: 'hello-world' }],
  ])('%s: notes nothing without %s, and says so', async (_id, missing, userData) => {
    const logger = new RecordingLogger();
    const facts = { 'i-1': { userData: { kind: 'taupage', ...userData } as const } };
    expect(await rows(anEvent(RUN, launched('i-1')), { facts, logger })).toEqual([]);
    expect(logger.lines).toEqual([
      {
        level: 'info',
        fields: {
          plugin: 'lifecycle',
          event_id: '00000000-0000-4000-8000-000000000001',
          account_id: '111122223333',
          region: 'eu-central-1',
          instance_id: 'i-1',
        },
        message: `The instance names no ${missing}: its RunInstances is not stored`,
      },
    ]);
  });

  it('LC-3: notes nothing for an instance on another image', async () => {
    const facts = { 'i-1': { userData: { kind: 'none', reason: 'not-taupage' } as const } };
    expect(await rows(anEvent(RUN, launched('i-1')), { facts })).toEqual([]);
  });

  it('LC-5: notes a start of an instance without history, at the time of the event', async () => {
    const facts = { [ONE]: deployed({ imageId: IMAGE_ID }) };
    expect(await rows(fixture('start-instances'), { facts, stored: {} })).toEqual([
      expect.objectContaining({
        instanceId: ONE,
        eventType: 'StartInstances',
        eventDate: new Date('2026-03-02T09:15:00Z'),
        imageId: IMAGE_ID,
        ...DEPLOYED,
      }),
    ]);
  });

  it('LC-6: notes the end of each of two instances', async () => {
    const stored = { [ONE]: DEPLOYED, [TWO]: { ...DEPLOYED, applicationVersion: '2.0' } };
    expect(await rows(fixture('terminate-instances'), { stored })).toEqual([
      expect.objectContaining({
        instanceId: ONE,
        eventType: 'TerminateInstances',
        applicationVersion: '1.0',
      }),
      expect.objectContaining({
        instanceId: TWO,
        eventType: 'TerminateInstances',
        applicationVersion: '2.0',
      }),
    ]);
  });

  it.each([[undefined], ['soon']])(
    'LC-7: notes a launch with the launch time %j at the time of the event',
    async (launchTime) => {
      const event = anEvent(RUN, launched({ instanceId: 'i-1', launchTime }));
      expect(await rows(event, { facts: { 'i-1': deployed() } })).toEqual([
        expect.objectContaining({ eventDate: new Date('2026-03-02T09:15:00Z') }),
      ]);
    },
  );

  it('LC-8, SE-03: takes from the history what ran on an instance that is gone', async () => {
    const newest = { ...DEPLOYED, imageId: IMAGE_ID, imageName: 'Taupage-AMI-20260201' };
    const stored = { [ONE]: { ...newest, eventType: 'RunInstances', eventDate: new Date(0) } };
    expect(await rows(fixture('stop-instances'), { facts: { [ONE]: gone }, stored })).toEqual([
      {
        accountId: '111122223333',
        region: 'eu-central-1',
        instanceId: ONE,
        eventType: 'StopInstances',
        eventDate: new Date('2026-03-02T09:15:00Z'),
        ...newest,
      },
    ]);
  });

  it('LC-9: notes the same when an event comes twice', async () => {
    const world = { facts: { [ONE]: deployed() } };
    const event = fixture('run-instances');
    expect(await rows(event, world)).toEqual(await rows(event, world));
  });

  // The history throws when it is asked, and so does AWS.
  it('LC-10, SE-04: notes nothing when the state did not change', async () => {
    expect(await rows(fixture('terminate-instances-again'), {})).toEqual([]);
  });

  it('LC-12, SE-02: notes the name of the image', async () => {
    const facts = {
      [ONE]: deployed({
        userData: { kind: 'taupage', applicationId: 'shop', applicationVersion: '1.10' },
        image: { imageId: IMAGE_ID, name: 'Taupage-AMI-20260201', ownerId: '444455556666' },
      }),
    };
    expect(await rows(fixture('run-instances'), { facts })).toEqual([
      {
        accountId: '111122223333',
        region: 'eu-central-1',
        instanceId: ONE,
        eventType: 'RunInstances',
        eventDate: new Date('2026-03-02T09:15:00Z'),
        imageId: IMAGE_ID,
        imageName: 'Taupage-AMI-20260201',
        applicationId: 'shop',
        applicationVersion: '1.10',
      },
    ]);
  });

  it.each([
    ['LC-13', { errorCode: 'Client.IncorrectInstanceState', ...launched('i-1') }],
    ['SE-31', { errorCode: 'Client.UnauthorizedOperation', responseElements: null }],
    ['SE-32', { errorCode: 'Client.DryRunOperation' }],
  ])('%s: does not look at a call that failed', async (_id, overrides) => {
    expect(await check(anEvent(RUN, overrides), {})).toBeUndefined();
  });

  it('SE-39: takes the version as it is written', async () => {
    const userData = { kind: 'taupage', applicationId: 'shop', applicationVersion: '6478e18' } as const;
    expect(await rows(fixture('run-instances'), { facts: { [ONE]: deployed({ userData }) } })).toEqual([
      expect.objectContaining({ applicationVersion: '6478e18' }),
    ]);
  });

  it('SE-42: reads a record of 2015', async () => {
    expect(await rows(fixture('run-instances-2015'), { facts: { 'i-1a2b3c4d': deployed() } })).toEqual([
      expect.objectContaining({
        instanceId: 'i-1a2b3c4d',
        region: 'us-west-1',
        eventDate: new Date(1_446_621_631_000),
      }),
    ]);
  });

  const FACTS = ['applicationId', 'applicationVersion', 'imageId', 'image'] as const;

  it.each(FACTS)('waits when %s could not be had, then notes the launch', async (fact) => {
    const event = fixture('run-instances');
    const missing = deployed({ [fact]: new FactUnavailableError(fact, 'throttled') });
    expect(await check(event, { facts: { [ONE]: missing } })).toMatchObject({
      state: 'pending',
      lifecycleEntries: [],
    });
    expect(await rows(event, { facts: { [ONE]: deployed() } })).toHaveLength(1);
  });

  it('waits when neither history nor AWS knows an instance', async () => {
    expect(await check(fixture('stop-instances'), { facts: { [ONE]: gone }, stored: {} })).toMatchObject({
      state: 'pending',
      lifecycleEntries: [],
    });
  });

  it.each([
    ['something unexpected', new Error('connection lost')],
    ['an unavailable fact', new FactUnavailableError('history', 'time-out')],
  ])('waits, and does not ask AWS, when the history throws %s', async (_what, error) => {
    const history = { newest: () => Promise.reject(error) };
    const facts = { [ONE]: deployed({ imageId: IMAGE_ID }) };
    expect(await check(fixture('stop-instances'), { facts, history })).toMatchObject({
      state: 'pending',
      lifecycleEntries: [],
      unfinished: { errorCode: 'FACT_UNAVAILABLE', errorMessage: expect.stringContaining('history') },
    });
  });

  it('notes what it can when another instance must wait', async () => {
    const world = { facts: { [ONE]: gone }, stored: { [TWO]: DEPLOYED } };
    expect(await check(fixture('terminate-instances'), world)).toMatchObject({
      state: 'pending',
      lifecycleEntries: [{ instanceId: TWO }],
    });
  });

  it('waits when the instances are not known', async () => {
    const event = anEvent(RUN, { responseElements: { omitted: true } });
    const facts = new FactUnavailableError('instances of the launch', 'Throttling');
    expect(await check(event, { facts })).toMatchObject({ state: 'pending', lifecycleEntries: [] });
  });

  it.each([[null], [{}], [{ instancesSet: 'none' }]])('the response %j gives no rows', async (response) => {
    expect(await rows(anEvent(RUN, { responseElements: response }), {})).toEqual([]);
  });
});

describePluginContract(LifecyclePlugin, {
  packageFolder: `${import.meta.dirname}/..`,
  provided: provided({}),
});
