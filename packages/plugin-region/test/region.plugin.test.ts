import { findPluginMetadata } from '@fullstop/core';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  inspectWith,
  launched,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { RegionPlugin } from '../src/index.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

const RUN = 'ec2.amazonaws.com:RunInstances';
const ALLOWED = ['eu-west-1', 'eu-central-1'];

describe('the region plugin', () => {
  it('RE-4: reports nothing in an allowed region', async () => {
    expect(await reported({ awsRegion: 'eu-west-1', ...launched('i-1') })).toEqual([]);
  });

  // What application it is comes from user data, which this plugin does not read: so the fields stay empty.
  it('RE-5: reports an instance in another region, of no known application', async () => {
    const event = anEvent(RUN, { awsRegion: 'us-west-1', ...launched('i-1') });
    expect(await inspectWith(RegionPlugin, event)).toEqual([
      expect.objectContaining({
        type: 'WRONG_REGION',
        accountId: '111122223333',
        region: 'us-west-1',
        instanceId: 'i-1',
        username: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
        metaInfo: { allowed_regions: ALLOWED },
        applicationId: null,
        applicationVersion: null,
      }),
    ]);
  });

  it.each([
    ['RE-6', 'us-west-1', []],
    ['RE-7', 'eu-central-1', ['i-1']],
  ])('%s: with us-west-1 allowed, a launch in %s reports %j', async (_id, awsRegion, instances) => {
    expect(await reported({ awsRegion, ...launched('i-1') }, { allowedRegions: ['us-west-1'] })).toEqual(
      instances,
    );
  });

  it('RE-8: reports a region that nobody has heard of', async () => {
    expect(await reported({ awsRegion: 'xx-nowhere-9', ...launched('i-1') })).toEqual(['i-1']);
  });

  it('RE-9: decides from the event alone, so that nothing denied in the region can keep it from reporting', async () => {
    const outcome = await checkWith(
      RegionPlugin,
      anEvent(RUN, { awsRegion: 'us-west-1', ...launched('i-1') }),
    );
    expect(outcome).toMatchObject({
      state: 'decided',
      violations: [{ instanceId: 'i-1', applicationId: null }],
    });
  });

  it('RE-10: reports each of three instances', async () => {
    const instances = ['i-1', 'i-2', 'i-3'];
    expect(await reported({ awsRegion: 'us-west-1', ...launched(...instances) })).toEqual(instances);
  });

  it('RE-11: reports nothing when the launch was denied', async () => {
    const event = anEvent(RUN, { awsRegion: 'us-west-1', errorCode: 'Client.UnauthorizedOperation' });
    expect(await checkWith(RegionPlugin, event)).toBeUndefined();
  });

  it('RE-12: lets the region decide, not the zone', async () => {
    const item = { instanceId: 'i-1', placement: { availabilityZone: 'us-west-2-lax-1b' } };
    const options = { allowedRegions: ['us-west-2'] };
    expect(await reported({ awsRegion: 'us-west-2', ...launched(item) }, options)).toEqual([]);
  });

  it('RE-13: does not look at started instances', async () => {
    const event = anEvent('ec2.amazonaws.com:StartInstances', {
      awsRegion: 'us-west-1',
      ...launched('i-1'),
    });
    expect(await checkWith(RegionPlugin, event)).toBeUndefined();
  });

  it('SE-14: reports a launch in a region newer than this plugin', async () => {
    expect(await inspectWith(RegionPlugin, fixture('run-instances-mx-central-1'))).toEqual([
      expect.objectContaining({
        type: 'WRONG_REGION',
        region: 'mx-central-1',
        instanceId: 'i-0aaaaaaaaaaaaaaa1',
        metaInfo: { allowed_regions: ALLOWED },
        applicationId: null,
      }),
    ]);
  });

  it.each([
    ['SE-31', { errorCode: 'Client.UnauthorizedOperation', responseElements: null }],
    ['SE-32', { errorCode: 'Client.DryRunOperation' }],
  ])('%s: does not look at a launch that did not happen', async (_id, overrides) => {
    expect(await checkWith(RegionPlugin, anEvent(RUN, { awsRegion: 'us-west-1', ...overrides }))).toBe(
      undefined,
    );
  });

  it('SE-34: books a launch by an AWS service on the account that received the event', async () => {
    const userIdentity = { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' };
    const event = anEvent(RUN, { awsRegion: 'us-west-1', userIdentity, ...launched('i-1') });
    expect(await inspectWith(RegionPlugin, event)).toEqual([
      expect.objectContaining({ accountId: '111122223333', username: null, instanceId: 'i-1' }),
    ]);
  });

  it('SE-42: reads a record of 2015', async () => {
    expect(await inspectWith(RegionPlugin, fixture('run-instances-2015'))).toEqual([
      expect.objectContaining({ region: 'us-west-1', instanceId: 'i-1a2b3c4d' }),
    ]);
  });

  it('allows an account its own regions, in place of the general ones', async () => {
    const options = { allowedRegionsByAccount: { '111122223333': ['us-west-1'] } };
    expect(await reported({ awsRegion: 'us-west-1', ...launched('i-1') }, options)).toEqual([]);

    const event = anEvent(RUN, { awsRegion: 'eu-west-1', ...launched('i-1') });
    expect(await inspectWith(RegionPlugin, event, options)).toEqual([
      expect.objectContaining({ instanceId: 'i-1', metaInfo: { allowed_regions: ['us-west-1'] } }),
    ]);

    const recipientAccountId = '999988887777';
    expect(
      await reported({ recipientAccountId, awsRegion: 'eu-west-1', ...launched('i-1') }, options),
    ).toEqual([]);
  });

  it('IMP-EV-7: reports a launch once, without instance, when CloudTrail left its response out', async () => {
    const event = anEvent(RUN, { awsRegion: 'us-west-1', responseElements: { omitted: true } });
    expect(await checkWith(RegionPlugin, event)).toMatchObject({
      state: 'decided',
      violations: [{ instanceId: null, metaInfo: { allowed_regions: ALLOWED, instances_omitted: true } }],
    });
  });

  it('reports nothing in an allowed region, response or not', async () => {
    expect(await reported({ awsRegion: 'eu-west-1', responseElements: { omitted: true } })).toEqual([]);
  });

  it.each([[null], [{}], [{ instancesSet: 'none' }]])('the response %j reports nothing', async (response) => {
    expect(await reported({ awsRegion: 'us-west-1', responseElements: response })).toEqual([]);
  });

  it('takes the regions from the variable that older installations set', () => {
    expect(findPluginMetadata(RegionPlugin)?.environment).toEqual({
      FULLSTOP_WHITELISTED_REGIONS: 'allowedRegions',
    });
  });
});

async function reported(overrides: Record<string, unknown>, options = {}) {
  const violations = await inspectWith(RegionPlugin, anEvent(RUN, overrides), options);
  return violations.map(({ instanceId }) => instanceId);
}

describePluginContract(RegionPlugin, { packageFolder: `${import.meta.dirname}/..` });
