import { type CloudTrailEvent, findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import { checkWith, describePluginContract, eventFromFile, inspectWith } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { LambdaRegionPlugin, lambdaRegionOptions } from '../src/index.js';
import { ARN, create, lambdaCall } from './calls.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

const ALLOWED = ['eu-west-1', 'eu-central-1'];
const ROLE = 'AWSServiceRoleForLambdaReplicator';

describe('the lambda-region plugin', () => {
  it.each([
    ['LR-1', 'CreateFunction20150331', true],
    ['LR-1', 'CreateFunction', true],
    ['LR-2', 'UpdateFunctionCode20150331v2', false],
    ['LR-7', 'CreateFunctionUrlConfig20211031', false],
  ])('%s: subscribes to %s: %s', async (_id, eventName, subscribed) => {
    const { id, events } = findPluginMetadata(LambdaRegionPlugin)!;
    expect(new SubscriptionIndex([[id, events]]).wants('lambda.amazonaws.com', eventName)).toBe(subscribed);
    expect(await inspect(lambdaCall(eventName, {}, { awsRegion: 'us-east-1' }))).toHaveLength(
      subscribed ? 1 : 0,
    );
  });

  it('LR-3, SE-13: reports a function in another region under its ARN', async () => {
    expect(await inspect(fixture('create-in-us-east-1'))).toEqual([
      expect.objectContaining({
        type: 'WRONG_REGION',
        accountId: '111122223333',
        region: 'us-east-1',
        instanceId: 'arn:aws:lambda:us-east-1:111122223333:function:checkout',
        metaInfo: { function_name: 'checkout', allowed_regions: ALLOWED },
        applicationId: null,
      }),
    ]);
  });

  it('LR-4: reports nothing in an allowed region', async () => {
    expect(await inspect(create({}, { awsRegion: 'eu-central-1' }))).toEqual([]);
  });

  it('LR-5: reports a region that nobody has heard of', async () => {
    expect(await inspect(create({}, { awsRegion: 'xx-nowhere-9' }))).toHaveLength(1);
  });

  it('LR-6: does not look at a call that failed', async () => {
    const event = create({}, { awsRegion: 'us-east-1', errorCode: 'AccessDenied', responseElements: null });
    expect(await checkWith(LambdaRegionPlugin, event)).toBeUndefined();
  });

  it('LR-7: does not take other names that start alike for CreateFunction', async () => {
    const event = lambdaCall('CreateFunction20150331Alias', {}, { awsRegion: 'us-east-1' });
    expect(await inspect(event)).toEqual([]);
  });

  it('LR-8: reports the ARN without the version', async () => {
    const responseElements = { functionName: 'checkout', functionArn: `${ARN}:1` };
    expect(await inspect(create({}, { awsRegion: 'us-east-1', responseElements }))).toEqual([
      expect.objectContaining({ instanceId: ARN }),
    ]);
  });

  it('reports a function whose response is not there by the name in the request', async () => {
    const responseElements = { omitted: true };
    expect(await inspect(create({}, { awsRegion: 'us-east-1', responseElements }))).toEqual([
      expect.objectContaining({
        instanceId: null,
        metaInfo: { function_name: 'checkout', allowed_regions: ALLOWED },
      }),
    ]);
  });

  it('SE-34: reports a function created by an AWS service without a user', async () => {
    const userIdentity = { type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' };
    expect(await inspect(create({}, { awsRegion: 'us-east-1', userIdentity }))).toEqual([
      expect.objectContaining({ accountId: '111122223333', username: null }),
    ]);
  });

  it('allows an account its own regions, in place of the general ones', async () => {
    const options = { allowedRegionsByAccount: { '111122223333': ['us-east-1'] } };
    const there = create({}, { awsRegion: 'us-east-1' });
    expect(await inspectWith(LambdaRegionPlugin, there, options)).toEqual([]);

    const here = create({}, { awsRegion: 'eu-west-1' });
    expect(await inspectWith(LambdaRegionPlugin, here, options)).toEqual([
      expect.objectContaining({
        metaInfo: { function_name: 'checkout', allowed_regions: ['us-east-1'] },
      }),
    ]);
  });
});

describe('IMP-LR-3: copies made by Lambda@Edge', () => {
  it('are not reported', async () => {
    expect(await inspect(fixture('create-edge-replica'))).toEqual([]);
  });

  it.each([
    ['the service', { type: 'AWSService', invokedBy: 'replicator.lambda.amazonaws.com' }],
    ['the name of the role', { type: 'AssumedRole', sessionContext: { sessionIssuer: { userName: ROLE } } }],
    [
      'the ARN of the session',
      { type: 'AssumedRole', arn: `arn:aws:sts::111122223333:assumed-role/${ROLE}/prod-00-replicator` },
    ],
  ])('are known by %s', async (_by, userIdentity) => {
    expect(await inspect(create({}, { awsRegion: 'sa-east-1', userIdentity }))).toEqual([]);
  });

  it.each([
    ['a role of the same name elsewhere', `role/${ROLE}`, ROLE],
    ['a role of a similar name', `role/${ROLE}2`, `${ROLE}2`],
  ])('are not what %s makes', async (_what, path, userName) => {
    const sessionIssuer = { type: 'Role', arn: `arn:aws:iam::111122223333:${path}`, userName };
    const userIdentity = { type: 'AssumedRole', sessionContext: { sessionIssuer } };
    expect(await inspect(create({}, { awsRegion: 'sa-east-1', userIdentity }))).toHaveLength(1);
  });
});

describe('the options of the lambda-region plugin', () => {
  it.each([
    [{}, ALLOWED],
    [{ allowedRegions: [] }, ALLOWED],
    [{ allowedRegions: '' }, ALLOWED],
    [{ allowedRegions: 'us-west-1' }, ['us-west-1']],
    [{ allowedRegions: 'us-west-1, us-east-1' }, ['us-west-1', 'us-east-1']],
    [{ allowedRegions: ['us-west-1', 'us-east-1'] }, ['us-west-1', 'us-east-1']],
  ])('%j allow %j', (raw, allowedRegions) => {
    expect(lambdaRegionOptions.parse(raw)).toEqual({ allowedRegions, allowedRegionsByAccount: {} });
  });

  it('take the regions of an account as a text with commas', () => {
    const raw = { allowedRegionsByAccount: { '111122223333': 'us-east-1,us-east-2' } };
    expect(lambdaRegionOptions.parse(raw).allowedRegionsByAccount).toEqual({
      '111122223333': ['us-east-1', 'us-east-2'],
    });
  });

  it.each([
    [{ allowedRegions: ['Ireland'] }, 'such as eu-west-1'],
    [{ allowedRegionsByAccount: { shop: ['us-east-1'] } }, 'account id of 12 digits'],
    [{ allowedRegionsByAccount: 'us-east-1' }, 'expected record'],
    [{ regions: [] }, 'regions'],
  ])('are not %j', (raw, problem) => {
    expect(() => lambdaRegionOptions.parse(raw)).toThrow(problem);
  });

  it('take the regions from the variable that older installations set', () => {
    expect(findPluginMetadata(LambdaRegionPlugin)?.environment).toEqual({
      FULLSTOP_WHITELISTED_REGIONS: 'allowedRegions',
    });
  });
});

async function inspect(event: CloudTrailEvent) {
  return inspectWith(LambdaRegionPlugin, event);
}

describePluginContract(LambdaRegionPlugin, { packageFolder: `${import.meta.dirname}/..` });
