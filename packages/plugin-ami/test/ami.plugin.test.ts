import { FactUnavailableError, findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import { INSTANCES, type MachineImage } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  inspectWith,
  launched,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { AmiPlugin, amiOptions } from '../src/index.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

const RUN = 'ec2.amazonaws.com:RunInstances';
const IMAGE_ID = 'ami-0123456789abcdef0';

/** An instance on an image that is not approved. */
const wrong = (image: Partial<MachineImage> = {}): FakeFacts => ({
  imageVerdict: image.name === undefined && 'name' in image ? 'name-not-allowed' : 'owner-not-allowed',
  image: { imageId: IMAGE_ID, name: 'al2023-ami-2023.9', ownerId: '137112412989', ...image },
});
const APPROVED: FakeFacts = { imageVerdict: 'approved' };
const GONE: FakeFacts = { imageVerdict: 'ami-not-found', image: undefined };
const provided = (facts: Parameters<typeof fakeInstances>[0]) => [
  { token: INSTANCES, value: fakeInstances(facts) },
];

describe('the ami plugin', () => {
  it.each([
    ['AMI-1', 'ec2.amazonaws.com', 'RunInstances', true],
    ['AMI-1', 'ec2.amazonaws.com', 'StartInstances', false],
    ['AMI-1', 'ec2.amazonaws.com', 'TerminateInstances', false],
    ['AMI-1', 'ec2.amazonaws.com', 'StopInstances', false],
    ['AMI-1', 'ec2.amazonaws.com', 'Foobar', false],
    ['AMI-15', 'autoscaling.amazonaws.com', 'RunInstances', false],
  ])('%s: subscribes to %s, %s: %s', (_id, source, name, subscribed) => {
    const { id, events } = findPluginMetadata(AmiPlugin)!;
    expect(new SubscriptionIndex([[id, events]]).wants(source, name)).toBe(subscribed);
  });

  // The double throws when it is asked for a fact that is not given.
  it('AMI-2, AMI-7: reports nothing on an approved image, and does not ask what it is', async () => {
    expect(await reported({ 'i-1': APPROVED }, launched('i-1'))).toEqual([]);
  });

  it('AMI-3: reports an instance of whose image nothing is known, not even the id', async () => {
    expect(await reported({ 'i-1': GONE }, launched({ instanceId: 'i-1', imageId: undefined }))).toEqual([
      ['i-1', { ami_owner_id: '', ami_id: '', ami_name: '', reason: 'ami-not-found' }],
    ]);
  });

  it.each([
    ['AMI-4', 'al2023-ami-2023.9', '137112412989'],
    ['AMI-5', 'Taupage-AMI-20250101', '999999999999'],
    ['AMI-6', 'taupage-ami-x', '444455556666'],
  ])('%s: reports the image %s of %s', async (_id, name, ownerId) => {
    const event = anEvent(RUN, launched({ instanceId: 'i-1', imageId: IMAGE_ID }));
    const facts = { 'i-1': wrong({ name, ownerId }) };
    expect(await inspectWith(AmiPlugin, event, {}, { provided: provided(facts) })).toEqual([
      expect.objectContaining({
        type: 'WRONG_AMI',
        eventId: event.eventID,
        accountId: '111122223333',
        region: 'eu-central-1',
        instanceId: 'i-1',
        username: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
        metaInfo: {
          ami_owner_id: ownerId,
          ami_id: IMAGE_ID,
          ami_name: name,
          reason: 'owner-not-allowed',
        },
        applicationId: null,
        applicationVersion: null,
      }),
    ]);
  });

  it('AMI-8: decides about each of three instances', async () => {
    const facts = { 'i-1': APPROVED, 'i-2': wrong(), 'i-3': wrong() };
    const event = anEvent(RUN, launched('i-1', 'i-2', 'i-3'));
    const violations = await inspectWith(AmiPlugin, event, {}, { provided: provided(facts) });
    expect(violations.map(({ instanceId, eventId }) => [instanceId, eventId])).toEqual([
      ['i-2', event.eventID],
      ['i-3', event.eventID],
    ]);
  });

  it('AMI-9: lets only the image in the response count', async () => {
    const requestParameters = { launchTemplate: { launchTemplateId: 'lt-0123456789abcdef0', version: '7' } };
    const [violation] = await reported({ 'i-1': wrong() }, { requestParameters, ...launched('i-1') });
    expect(violation).toEqual(['i-1', expect.objectContaining({ ami_id: IMAGE_ID })]);
  });

  it('AMI-10: waits when EC2 has no time to tell, and decides when it has', async () => {
    const event = anEvent(RUN, launched('i-1'));
    const throttled = new FactUnavailableError(`image ${IMAGE_ID}`, 'RequestLimitExceeded');
    const first = provided({ 'i-1': { imageVerdict: throttled, image: throttled } });
    expect(await checkWith(AmiPlugin, event, { provided: first })).toMatchObject({
      state: 'pending',
      violations: [],
      unfinished: { errorCode: 'FACT_UNAVAILABLE' },
    });
    const later = provided({ 'i-1': wrong() });
    expect(await checkWith(AmiPlugin, event, { provided: later })).toMatchObject({
      state: 'decided',
      violations: [{ type: 'WRONG_AMI', instanceId: 'i-1' }],
    });
  });

  it('AMI-11: reports an image that does not exist, by its id', async () => {
    expect(await reported({ 'i-1': GONE }, launched('i-1'))).toEqual([
      ['i-1', { ami_owner_id: '', ami_id: IMAGE_ID, ami_name: '', reason: 'ami-not-found' }],
    ]);
  });

  it.each([
    ['AMI-12', 'name', { name: undefined }, { ami_name: '', reason: 'name-not-allowed' }],
    ['AMI-12', 'owner', { ownerId: undefined }, { ami_owner_id: '', reason: 'owner-not-allowed' }],
  ])('%s: reports an image without %s', async (_id, _what, image, expected) => {
    expect(await reported({ 'i-1': wrong(image) }, launched('i-1'))).toEqual([
      ['i-1', expect.objectContaining(expected)],
    ]);
  });

  it.each([
    ['AMI-13', { errorCode: 'Client.InvalidParameterValue', ...launched('i-1') }],
    ['SE-31', { errorCode: 'Client.UnauthorizedOperation', responseElements: null }],
    ['SE-32', { errorCode: 'Client.DryRunOperation' }],
  ])('%s: does not look at a launch that did not happen', async (_id, overrides) => {
    expect(await checkWith(AmiPlugin, anEvent(RUN, overrides), { provided: provided({}) })).toBeUndefined();
  });

  it('AMI-14: does not mind a region that nobody has heard of', async () => {
    const launch = { awsRegion: 'xx-nowhere-9', ...launched('i-1', 'i-2') };
    expect(await reported({ 'i-1': wrong(), 'i-2': APPROVED }, launch)).toEqual([['i-1', expect.anything()]]);
  });

  it('SE-01: reports two of three instances of an Auto Scaling group', async () => {
    const facts = {
      'i-0aaaaaaaaaaaaaaa1': APPROVED,
      'i-0aaaaaaaaaaaaaaa2': wrong({ imageId: 'ami-0bad0bad0bad0bad0' }),
      'i-0aaaaaaaaaaaaaaa3': GONE,
    };
    const event = fixture('run-instances-auto-scaling');
    const violations = await inspectWith(AmiPlugin, event, {}, { provided: provided(facts) });
    expect(violations.map(({ instanceId, metaInfo }) => [instanceId, metaInfo])).toEqual([
      [
        'i-0aaaaaaaaaaaaaaa2',
        {
          ami_owner_id: '137112412989',
          ami_id: 'ami-0bad0bad0bad0bad0',
          ami_name: 'al2023-ami-2023.9',
          reason: 'owner-not-allowed',
        },
      ],
      [
        'i-0aaaaaaaaaaaaaaa3',
        { ami_owner_id: '', ami_id: 'ami-0907e0907e0907e09', ami_name: '', reason: 'ami-not-found' },
      ],
    ]);
  });

  it('SE-14: reports nothing where nothing may be read', async () => {
    const event = anEvent(RUN, { awsRegion: 'mx-central-1', ...launched('i-1') });
    const denied = new FactUnavailableError('image of i-1', 'AccessDenied');
    const facts = { 'i-1': { imageVerdict: denied, image: denied, imageId: denied } };
    expect(await checkWith(AmiPlugin, event, { provided: provided(facts) })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });

  it('SE-33: waits when CloudTrail left out the response and EC2 does not know the instances either', async () => {
    const event = anEvent(RUN, { responseElements: { omitted: true } });
    const unknown = new FactUnavailableError('instances of the launch', 'Throttling');
    expect(await checkWith(AmiPlugin, event, { provided: provided(unknown) })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });

  it('SE-34: books a launch by an AWS service on the account that received the event', async () => {
    const userIdentity = { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' };
    const event = anEvent(RUN, { userIdentity, ...launched('i-1') });
    expect(await inspectWith(AmiPlugin, event, {}, { provided: provided({ 'i-1': wrong() }) })).toEqual([
      expect.objectContaining({ accountId: '111122223333', username: null, instanceId: 'i-1' }),
    ]);
  });

  it.each([
    [{}, ['i-0aaaaaaaaaaaaaaa1']],
    [{ ignoreServiceManaged: false }, ['i-0aaaaaaaaaaaaaaa1']],
    [{ ignoreServiceManaged: true }, []],
    [{ ignoreServiceManaged: 'true' }, []],
  ])('SE-36: with %j, of instances that an AWS service manages it reports %j', async (options, expected) => {
    const event = fixture('run-instances-service-managed');
    const facts = { 'i-0aaaaaaaaaaaaaaa1': wrong() };
    const violations = await inspectWith(AmiPlugin, event, options, { provided: provided(facts) });
    expect(violations.map(({ instanceId }) => instanceId)).toEqual(expected);
  });

  it('SE-36: still reports other instances', async () => {
    const facts = { 'i-1': wrong() };
    expect(await reported(facts, launched('i-1'), { ignoreServiceManaged: true })).toHaveLength(1);
  });

  it('SE-42: reads a record of 2015', async () => {
    const facts = { 'i-1a2b3c4d': wrong() };
    const event = fixture('run-instances-2015');
    expect(await inspectWith(AmiPlugin, event, {}, { provided: provided(facts) })).toEqual([
      expect.objectContaining({ region: 'us-west-1', instanceId: 'i-1a2b3c4d' }),
    ]);
  });

  const FACTS = ['imageVerdict', 'image', 'imageId'] as const;

  it.each(FACTS)('waits when %s alone could not be had, then decides', async (fact) => {
    const event = anEvent(RUN, launched('i-1'));
    const missing = { ...wrong(), [fact]: new FactUnavailableError(fact, 'timeout') };
    expect(await checkWith(AmiPlugin, event, { provided: provided({ 'i-1': missing }) })).toMatchObject({
      state: 'pending',
      violations: [],
    });
    expect(await checkWith(AmiPlugin, event, { provided: provided({ 'i-1': wrong() }) })).toMatchObject({
      state: 'decided',
      violations: [{ instanceId: 'i-1' }],
    });
  });

  it('keeps what it found when another instance must wait', async () => {
    const imageVerdict = new FactUnavailableError('image of i-1', 'timeout');
    const facts = { 'i-1': { imageVerdict }, 'i-2': wrong() };
    const event = anEvent(RUN, launched('i-1', 'i-2'));
    expect(await checkWith(AmiPlugin, event, { provided: provided(facts) })).toMatchObject({
      state: 'pending',
      violations: [{ instanceId: 'i-2' }],
    });
  });

  it.each([[null], [{}], [{ instancesSet: 'none' }]])('the response %j reports nothing', async (response) => {
    expect(await reported({}, { responseElements: response })).toEqual([]);
  });

  it.each([
    [{ ignoreServiceManaged: 'perhaps' }, 'ignoreServiceManaged'],
    [{ taupageOwners: '444455556666' }, 'taupageOwners'],
  ])('refuses the options %j', (raw, problem) => {
    expect(() => amiOptions.parse(raw)).toThrow(problem);
  });
});

async function reported(facts: Record<string, FakeFacts>, overrides: Record<string, unknown>, options = {}) {
  const violations = await inspectWith(AmiPlugin, anEvent(RUN, overrides), options, {
    provided: provided(facts),
  });
  return violations.map(({ instanceId, metaInfo }) => [instanceId, metaInfo]);
}

describePluginContract(AmiPlugin, {
  packageFolder: `${import.meta.dirname}/..`,
  provided: provided({}),
});
