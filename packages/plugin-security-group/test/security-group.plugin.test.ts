import {
  BUCKETS,
  type Buckets,
  FactUnavailableError,
  findPluginMetadata,
  SubscriptionIndex,
} from '@fullstop/core';
import { INSTANCES } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  InMemoryBuckets,
  launched,
  RecordingLogger,
  type RecordOverrides,
} from '@fullstop/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type InstanceArchive, SecurityGroupPlugin, securityGroupOptions } from '../src/index.js';
import { aGroup, aPermission, from, groups } from './groups.js';

type Facts = Readonly<Record<string, FakeFacts>> | Error;

const RUN = 'ec2.amazonaws.com:RunInstances';
const BUCKET = 'acme-instance-logs';
const EVENT_ID = '00000000-0000-4000-8000-000000000001';
const LATER_ID = '00000000-0000-4000-8000-000000000002';
const DAY = '111122223333/eu-central-1/2026/03/02/';
const GROUP = 'sg-0123456789abcdef0';

let buckets: InMemoryBuckets;
let logger: RecordingLogger;
beforeEach(() => {
  buckets = new InMemoryBuckets();
  logger = new RecordingLogger();
});

describe('the security-group plugin', () => {
  it('SS-1: does not look at other services and calls', () => {
    const { id, events } = findPluginMetadata(SecurityGroupPlugin)!;
    const index = new SubscriptionIndex([[id, events]]);
    expect(index.wants('elasticloadbalancing.amazonaws.com', 'DescribeInstanceHealth')).toBe(false);
    expect(index.wants('ec2.amazonaws.com', 'StartInstances')).toBe(false);
    expect(index.wants('ec2.amazonaws.com', 'RunInstances')).toBe(true);
  });

  it('SS-2: archives each of five instances, three in their folders and two in new ones', async () => {
    const ids = ['i-023d5bf6c26aa18d5', 'i-fdsafsd', 'i-fdsafsd12', 'i-fdsafs12d', 'i-fdsa33fsd'];
    const day = '123456789111/eu-west-1/2015/06/18/';
    for (const folder of [
      'i-0ffff-2015-06-18T08:32:00.000Z',
      'i-fdsa33fsd-2015-06-18T08:32:01.000Z',
      'i-fdsafsd-2015-06-18T08:32:02.000Z',
      'i-023d5bf6c26aa18d5-2015-06-18T08:32:03.000Z',
      'i-023d5bf6c26aa18d5-2015-06-18T08:32:04.000Z-more',
    ]) {
      put(`${day}${folder}/taupage.yaml`);
    }
    const launchTime = 1_434_616_306_000;
    const overrides = { recipientAccountId: '123456789111', awsRegion: 'eu-west-1' };
    const items = ids.map((instanceId) => ({ instanceId, launchTime }));
    await decide(
      { ...overrides, ...launched(...items) },
      Object.fromEntries(ids.map((id) => [id, theGroup()])),
    );
    expect(archives()).toEqual(
      [
        'i-023d5bf6c26aa18d5-2015-06-18T08:32:03.000Z/i-023d5bf6c26aa18d5',
        'i-fdsa33fsd-2015-06-18T08:32:01.000Z/i-fdsa33fsd',
        'i-fdsafs12d-2015-06-18T08:31:46.000Z/i-fdsafs12d',
        'i-fdsafsd-2015-06-18T08:32:02.000Z/i-fdsafsd',
        'i-fdsafsd12-2015-06-18T08:31:46.000Z/i-fdsafsd12',
      ].map((path) => `${day}${path}-security-groups-${EVENT_ID}.json`),
    );
  });

  it.each([
    ['SS-3', 'AWS could not be reached or did not answer'],
    ['SS-4', 'the role may not be assumed'],
    ['SS-6', 'the call failed'],
    ['SG', 'throttled by AWS'],
    ['SG', 'access denied'],
  ])('%s: waits, and stores nothing, when the groups could not be had: %s', async (_id, reason) => {
    const unknown = new FactUnavailableError(`security groups of i-1`, reason);
    expect(await check(launched('i-1'), { 'i-1': { securityGroups: unknown } })).toMatchObject({
      state: 'pending',
      violations: [],
    });
    expect(objects()).toEqual([]);
    await decide(launched('i-1'), { 'i-1': theGroup() });
    expect(archives()).toHaveLength(1);
  });

  it('waits when the instances could not be had', async () => {
    const outcome = await check(launched('i-1'), new FactUnavailableError('instances', 'throttled'));
    expect(outcome).toMatchObject({ state: 'pending' });
  });

  it('SS-5: stores nothing when none of the groups exists any more', async () => {
    const securityGroups = { securityGroups: [], missingGroupIds: [GROUP] };
    await decide(launched('i-1'), { 'i-1': { securityGroups } });
    expect(objects()).toEqual([]);
    expect(logger.lines).toEqual([expect.objectContaining({ level: 'warn' })]);
  });

  it('IMP-SG-8: keeps the groups that exist, and notes the others', async () => {
    const securityGroups = { securityGroups: [aGroup('sg-1')], missingGroupIds: ['sg-2'] };
    await decide(launched('i-1'), { 'i-1': { securityGroups } });
    expect(archiveOf('i-1')).toMatchObject({
      securityGroups: [{ groupId: 'sg-1' }],
      missingGroupIds: ['sg-2'],
    });
  });

  it('SS-7: stores nothing for an event without a response', async () => {
    await decide({ responseElements: null }, {});
    expect(objects()).toEqual([]);
  });

  it('SS-8, SS-11: archives in the folder of the boot that belongs to the launch', async () => {
    put(`${DAY}i-1-2026-03-02T09:16:00.000Z/taupage.yaml`);
    put(`${DAY}i-1-2026-03-02T18:00:00.000Z/taupage.yaml`);
    put('111122223333/eu-central-1/2026/03/03/i-1-2026-03-03T00:00:40.000Z/taupage.yaml');
    await decide(launched('i-1'), { 'i-1': theGroup() });
    expect(archives()).toEqual([`${DAY}i-1-2026-03-02T09:16:00.000Z/i-1-security-groups-${EVENT_ID}.json`]);
  });

  it('SS-9: archives in a folder named after the launch when all others are malformed', async () => {
    put(`${DAY}i-1-null/taupage.yaml`);
    await decide(launched('i-1'), { 'i-1': theGroup() });
    expect(archives()).toEqual([`${DAY}i-1-2026-03-02T09:15:00.000Z/i-1-security-groups-${EVENT_ID}.json`]);
  });

  it('SS-10: does not ask for the groups of an instance that has none', async () => {
    // `securityGroups` is not given: asking for it would fail the check.
    await decide(launched({ instanceId: 'i-1', groupSet: {} }), {});
    expect(objects()).toEqual([]);
    expect(logger.lines).toEqual([expect.objectContaining({ level: 'warn' })]);
  });

  it('SS-12: leaves the folder of an instance alone whose id begins alike', async () => {
    put(`${DAY}i-12-2026-03-02T09:16:00.000Z/taupage.yaml`);
    await decide(launched('i-1'), { 'i-1': theGroup() });
    expect(archives()).toEqual([expect.stringContaining('/i-1-2026-03-02T09:15:00.000Z/')]);
  });

  it('SS-13: keeps IPv6, prefix lists and referenced groups; IMP-SG-6: and says what it is about', async () => {
    const group = aGroup(
      'sg-1',
      aPermission({
        ipv6Ranges: [{ cidrIpv6: '::/0', description: 'anybody' }],
        prefixListIds: [{ prefixListId: 'pl-1' }],
        userIdGroupPairs: [{ groupId: 'sg-9', userId: '999988887777' }],
      }),
    );
    await decide(launched('i-1'), { 'i-1': { securityGroups: groups(group) } });
    expect(archiveOf('i-1')).toEqual({
      capturedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
      accountId: '111122223333',
      region: 'eu-central-1',
      instanceId: 'i-1',
      launchTime: '2026-03-02T09:15:00.000Z',
      eventId: EVENT_ID,
      securityGroups: [group],
      missingGroupIds: [],
      changes: [],
    });
  });

  it('SS-14, SE-41: stores an event that comes twice once, also when a boot became known meanwhile', async () => {
    await decide(launched('i-1'), { 'i-1': theGroup(from('10.0.0.0/8')) });
    const before = new Map(buckets.bucket(BUCKET).objects);
    put(`${DAY}i-1-2026-03-02T09:15:00.000Z/taupage.yaml`);
    put(`${DAY}i-1-2026-03-02T09:15:00.001Z/taupage.yaml`);
    await decide(launched('i-1'), { 'i-1': theGroup(from('0.0.0.0/0')) });
    expect(objects().filter((key) => !key.endsWith('taupage.yaml'))).toEqual([...before.keys()].sort());
    for (const [key, text] of before) expect(buckets.bucket(BUCKET).objects.get(key)).toBe(text);
  });

  it('SE-20: archives each instance of a fleet with its own group, one in its folder, one in a new one', async () => {
    const event = eventFromFile(new URL('./fixtures/run-instances-two-groups.json', import.meta.url));
    const [first, second] = ['i-0aaaaaaaaaaaaaaa1', 'i-0aaaaaaaaaaaaaaa2'];
    put(`${DAY}${first}-2026-03-02T09:15:41.000Z/taupage.yaml`);
    const outcome = await checkWith(SecurityGroupPlugin, event, {
      ...provide({
        [first!]: {
          securityGroups: groups(aGroup('sg-01', aPermission({ ipv6Ranges: [{ cidrIpv6: '::/0' }] }))),
        },
        [second!]: {
          securityGroups: groups(aGroup('sg-02', aPermission({ prefixListIds: [{ prefixListId: 'pl-1' }] }))),
        },
      }),
    });
    expect(outcome).toMatchObject({ state: 'decided', violations: [] });
    expect(archives()).toEqual([
      `${DAY}${first}-2026-03-02T09:15:41.000Z/${first}-security-groups-${event.eventID}.json`,
      `${DAY}${second}-2026-03-02T09:15:00.000Z/${second}-security-groups-${event.eventID}.json`,
    ]);
    expect(archiveOf(first!).securityGroups.map(({ groupId }) => groupId)).toEqual(['sg-01']);
    expect(archiveOf(second!).securityGroups.map(({ groupId }) => groupId)).toEqual(['sg-02']);
  });

  it('one instance that has to wait does not stop the next', async () => {
    const unknown = new FactUnavailableError('security groups of i-1', 'throttled');
    const facts = { 'i-1': { securityGroups: unknown }, 'i-2': theGroup() };
    expect(await check(launched('i-1', 'i-2'), facts)).toMatchObject({ state: 'pending' });
    expect(archives()).toEqual([expect.stringContaining('/i-2-security-groups-')]);
  });

  it('takes the time of the event for an instance without a launch time', async () => {
    await decide(launched({ instanceId: 'i-1', launchTime: undefined }), { 'i-1': theGroup() });
    expect(archives()).toEqual([expect.stringContaining('/i-1-2026-03-02T09:15:00.000Z/')]);
  });

  it('waits when the bucket cannot be reached, then archives', async () => {
    buckets.bucket(BUCKET).failure = new FactUnavailableError('list', 'access denied');
    expect(await check(launched('i-1'), { 'i-1': theGroup() })).toMatchObject({
      state: 'pending',
      violations: [],
    });
    buckets.bucket(BUCKET).failure = undefined;
    await decide(launched('i-1'), { 'i-1': theGroup() });
    expect(archives()).toHaveLength(1);
  });

  it.each<[string, RecordOverrides, FakeFacts?]>([
    ['account', { recipientAccountId: '../1111' }],
    ['region', { awsRegion: '../eu-west-1' }],
    ['event id', { eventID: 'a/b' }],
    ['instance id', launched('i-1/../../x')],
    ['group id', {}, { securityGroups: groups(aGroup('sg-1/../x')) }],
  ])('does not make a key of an unsafe %s', async (what, overrides, facts = theGroup()) => {
    const outcome = await check({ ...launched('i-1'), ...overrides }, { 'i-1': facts, 'i-1/../../x': facts });
    expect(outcome).toMatchObject({
      state: 'failed',
      unfinished: { errorMessage: expect.stringContaining(what) },
    });
    expect(objects()).toEqual([]);
  });

  it('does nothing but warn at its start when no bucket is named', async () => {
    const outcome = await checkWith(SecurityGroupPlugin, anEvent(RUN, launched('i-1')), {
      ...provide({}),
      options: {},
      logger,
    });
    expect(outcome).toMatchObject({ state: 'decided', violations: [] });
    expect(logger.lines).toEqual([
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('INSTANCE_LOGS_S3_BUCKET') }),
    ]);
  });

  it.each([[{ bucketName: ' ' }], [{ bucket: 'a-bucket' }]])('refuses the options %j', (raw) => {
    expect(() => securityGroupOptions.parse(raw)).toThrow();
  });
});

describe('what changed in a group', () => {
  it('is not told the first time', async () => {
    await decide(launched('i-1'), { 'i-1': theGroup(from('10.0.0.0/8')) });
    expect(archiveOf('i-1').changes).toEqual([]);
    expect(objects()).toContainEqual(
      expect.stringMatching(
        new RegExp(`^111122223333/eu-central-1/security-groups/${GROUP}/.*${EVENT_ID}.json$`),
      ),
    );
  });

  it('is told to every instance of the next launch', async () => {
    await decide(launched('i-1'), { 'i-1': theGroup(from('10.0.0.0/8')) });
    const open = theGroup(from('0.0.0.0/0'));
    await decide({ eventID: LATER_ID, ...launched('i-2', 'i-3') }, { 'i-2': open, 'i-3': open });
    const change = {
      groupId: GROUP,
      since: archiveOf('i-1').capturedAt,
      added: ['in tcp 443 from 0.0.0.0/0'],
      removed: ['in tcp 443 from 10.0.0.0/8'],
    };
    expect(archiveOf('i-2').changes).toEqual([change]);
    expect(archiveOf('i-3').changes).toEqual([change]);
    expect(historyOf(GROUP)).toHaveLength(2);
  });

  it('is nothing when the rules are the same, and nothing is kept then', async () => {
    await decide(launched('i-1'), { 'i-1': theGroup(from('10.0.0.0/8')) });
    await decide({ eventID: LATER_ID, ...launched('i-2') }, { 'i-2': theGroup(from('10.0.0.0/8')) });
    expect(archiveOf('i-2').changes).toEqual([expect.objectContaining({ added: [], removed: [] })]);
    expect(historyOf(GROUP)).toHaveLength(1);
  });

  it('is told again to an instance that had to wait', async () => {
    await decide(launched('i-1'), { 'i-1': theGroup(from('10.0.0.0/8')) });
    const open = theGroup(from('0.0.0.0/0'));
    const second = { eventID: LATER_ID, ...launched('i-2', 'i-3') };
    const unknown = { securityGroups: new FactUnavailableError('security groups of i-3', 'throttled') };
    await check(second, { 'i-2': open, 'i-3': unknown });
    await decide(second, { 'i-2': open, 'i-3': open });
    expect(archiveOf('i-3').changes).toEqual(archiveOf('i-2').changes);
    expect(historyOf(GROUP)).toHaveLength(2);
  });

  it('is not told when something else lies where the group was archived', async () => {
    put(`111122223333/eu-central-1/security-groups/${GROUP}/2026-01-01T00:00:00.000Z-x.json`, 'no JSON');
    await decide(launched('i-1'), { 'i-1': theGroup() });
    expect(archiveOf('i-1').changes).toEqual([]);
  });
});

function theGroup(...ipPermissions: Parameters<typeof aPermission>[0][]): FakeFacts {
  return { securityGroups: groups(aGroup(GROUP, ...ipPermissions.map(aPermission))) };
}

function provide(facts: Facts, options = { bucketName: BUCKET }) {
  const provided = [
    { token: INSTANCES, value: fakeInstances(facts) },
    { token: BUCKETS, value: buckets satisfies Buckets },
  ];
  return { options, provided, logger };
}

function check(overrides: RecordOverrides, facts: Facts) {
  return checkWith(SecurityGroupPlugin, anEvent(RUN, overrides), provide(facts));
}

async function decide(overrides: RecordOverrides, facts: Facts): Promise<void> {
  expect(await check(overrides, facts)).toMatchObject({ state: 'decided', violations: [] });
}

function put(key: string, text = '') {
  buckets.bucket(BUCKET).objects.set(key, text);
}

function objects(): string[] {
  return [...buckets.bucket(BUCKET).objects.keys()].sort();
}

function archives(): string[] {
  return objects().filter((key) => key.includes('-security-groups-'));
}

function historyOf(groupId: string): string[] {
  return objects().filter((key) => key.includes(`/security-groups/${groupId}/`));
}

function archiveOf(instanceId: string): InstanceArchive {
  const key = archives().find((candidate) => candidate.includes(`/${instanceId}-security-groups-`));
  return JSON.parse(buckets.bucket(BUCKET).objects.get(key!)!);
}

describePluginContract(SecurityGroupPlugin, {
  packageFolder: `${import.meta.dirname}/..`,
  provided: [
    { token: INSTANCES, value: fakeInstances({}) },
    { token: BUCKETS, value: new InMemoryBuckets() },
  ],
});
