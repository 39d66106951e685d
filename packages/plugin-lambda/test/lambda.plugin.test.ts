import { type CloudTrailEvent, findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  inspectWith,
  RecordingLogger,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { LambdaPlugin, lambdaOptions } from '../src/index.js';
import { ARN, create, lambdaCall, update } from './calls.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

const TYPE = 'LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION';
const REGISTRY = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const OPTIONS = {
  s3Buckets: ['acme-lambda-eu-central-1', 'acme-lambda-eu-west-1'],
  trustedImageRegistries: [`${REGISTRY}/trusted`],
};
const TRUSTED = { s3Bucket: 'acme-lambda-eu-central-1', s3Key: 'checkout.zip' };
const FOREIGN = { s3Bucket: 'this-is-a-wrong-bucket', s3Key: 'some/where.zip' };

describe('the lambda plugin', () => {
  it('LA-1: reports nothing for a function created from a trusted bucket', async () => {
    expect(await inspect(create(TRUSTED))).toEqual([]);
  });

  it('LA-2: reports a function created from an upload', async () => {
    expect(await inspect(create({}))).toEqual([
      expect.objectContaining({
        type: TYPE,
        instanceId: ARN,
        accountId: '111122223333',
        region: 'eu-central-1',
        username: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
        metaInfo: { function_name: 'checkout', s3_bucket: '', s3_key: '', code_source: 'upload' },
        applicationId: null,
        applicationVersion: null,
      }),
    ]);
  });

  it('LA-3: reports nothing for an update from a trusted bucket', async () => {
    expect(await inspect(update({ ...TRUSTED, publish: true, dryRun: false }))).toEqual([]);
  });

  it.each([
    ['LA-4', 'update', update(FOREIGN)],
    ['LA-5', 'creation', create(FOREIGN)],
  ])('%s: reports the %s of a function from a foreign bucket', async (_id, _call, event) => {
    expect(await details(event)).toEqual([
      {
        function_name: 'checkout',
        s3_bucket: 'this-is-a-wrong-bucket',
        s3_key: 'some/where.zip',
        code_source: 's3',
      },
    ]);
  });

  it('LA-6: reports an update by an upload', async () => {
    expect(await details(update({ publish: false }))).toEqual([
      { function_name: 'checkout', s3_bucket: '', s3_key: '', code_source: 'upload' },
    ]);
  });

  it.each([
    ['LA-7', 'CreateFunctionUrlConfig20211031', false],
    ['LA-8', 'UpdateFunctionConfiguration20150331v2', false],
    ['LA-9', 'GetFunction20150331v2', false],
    ['IMP-LA-1', 'CreateFunction', true],
    ['IMP-LA-1', 'CreateFunction20150331', true],
    ['IMP-LA-1', 'UpdateFunctionCode', true],
    ['IMP-LA-1', 'UpdateFunctionCode20150331v2', true],
    ['IMP-LA-1', 'UpdateFunctionCode20150331v12', true],
    ['IMP-LA-1', 'CreateFunction2015', false],
    ['IMP-LA-1', 'CreateFunction20150331Alias', false],
    ['IMP-LA-1', 'UpdateFunctionCode20150331v', false],
    ['IMP-LA-1', 'UpdateFunctionCodeSigningConfig20200630', false],
  ])('%s: a call of %s is looked at: %s', async (_id, eventName, looked) => {
    expect(await inspect(lambdaCall(eventName, FOREIGN))).toHaveLength(looked ? 1 : 0);
  });

  it('LA-10, SE-12: does not look at a call that failed', async () => {
    const errorCode = 'InvalidParameterValueException';
    const event = create(FOREIGN, { errorCode, responseElements: null });
    expect(await checkWith(LambdaPlugin, event, { options: OPTIONS })).toBeUndefined();
  });

  it('LA-11, SE-11: does not look at a dry run', async () => {
    const event = update({ ...FOREIGN, dryRun: true });
    expect(await checkWith(LambdaPlugin, event, { options: OPTIONS })).toBeUndefined();
  });

  it.each([
    ['create', create({ imageUri: `${REGISTRY}/trusted/app:1` })],
    ['update', update({ imageUri: `${REGISTRY}/trusted/app@sha256:0123` })],
  ])('LA-12: reports nothing for a %s from a trusted registry', async (_call, event) => {
    expect(await inspect(event)).toEqual([]);
  });

  it('LA-13: reports an image from another registry, with its URI', async () => {
    const imageUri = '999988887777.dkr.ecr.us-east-1.amazonaws.com/trusted/app:1';
    expect(await details(create({ imageUri }))).toEqual([
      {
        function_name: 'checkout',
        s3_bucket: '',
        s3_key: '',
        code_source: 'image',
        image_uri: imageUri,
      },
    ]);
  });

  it.each([
    ['of the request', update({ packageType: 'Image' })],
    ['of the response', update({}, { responseElements: { functionName: 'checkout', packageType: 'Image' } })],
  ])('IMP-LA-3: reports an image without URI, known by the package type %s', async (_where, event) => {
    expect(await details(event)).toEqual([
      expect.objectContaining({ function_name: 'checkout', code_source: 'image', image_uri: '' }),
    ]);
  });

  it.each([
    ['the whole ARN', ARN, ARN],
    ['the ARN of a version', `${ARN}:7`, ARN],
    ['account and name', '111122223333:function:checkout:live', null],
    ['name and alias', 'checkout:live', null],
  ])('LA-14: finds the name in the request when it is %s', async (_form, functionName, instanceId) => {
    const event = update({ functionName }, { responseElements: { codeSize: 1 } });
    expect(await inspect(event)).toEqual([
      expect.objectContaining({
        instanceId,
        metaInfo: expect.objectContaining({ function_name: 'checkout' }),
      }),
    ]);
  });

  it('LA-14: leaves the name empty when nobody tells it', async () => {
    const event = update({ functionName: null }, { responseElements: null });
    expect(await details(event)).toEqual([expect.objectContaining({ function_name: '' })]);
  });

  it('LA-15: knows upper from lower case in the name of a bucket', async () => {
    expect(await inspect(create({ ...TRUSTED, s3Bucket: 'ACME-lambda-eu-central-1' }))).toHaveLength(1);
  });

  it.each([
    ['create', create(TRUSTED)],
    ['update', update(TRUSTED)],
  ])('LA-16: reports every %s from a bucket when none is trusted', async (_call, event) => {
    expect(await inspectWith(LambdaPlugin, event)).toHaveLength(1);
  });

  it('LA-17: does not subscribe to calls of other services', () => {
    const { id, events } = findPluginMetadata(LambdaPlugin)!;
    const index = new SubscriptionIndex([[id, events]]);
    expect(index.wants('ec2.amazonaws.com', 'CreateFunction20150331')).toBe(false);
  });

  it('LA-18, SE-35: books a call from another account on the account of the function', async () => {
    const userIdentity = {
      type: 'AWSAccount',
      accountId: '999988887777',
      arn: 'arn:aws:iam::999988887777:user/eve',
    };
    expect(await inspect(update(FOREIGN, { userIdentity }))).toEqual([
      expect.objectContaining({
        accountId: '111122223333',
        username: 'arn:aws:iam::999988887777:user/eve',
      }),
    ]);
  });

  it('SE-07: reports nothing for a function from a trusted bucket', async () => {
    expect(await inspect(fixture('create-from-bucket'))).toEqual([]);
  });

  it('SE-08: reports an upload under the ARN of the function, not of its version', async () => {
    expect(await inspect(fixture('update-uploaded'))).toEqual([
      expect.objectContaining({
        type: TYPE,
        instanceId: ARN,
        metaInfo: { function_name: 'checkout', s3_bucket: '', s3_key: '', code_source: 'upload' },
      }),
    ]);
  });

  it('SE-09: reports an image with its URI', async () => {
    expect(await details(fixture('create-from-image'))).toEqual([
      {
        function_name: 'resize-images',
        s3_bucket: '',
        s3_key: '',
        code_source: 'image',
        image_uri: '999988887777.dkr.ecr.eu-central-1.amazonaws.com/tools/resizer:latest',
      },
    ]);
  });

  it('SE-10: does not look at a URL for a function', async () => {
    const event = lambdaCall('CreateFunctionUrlConfig20211031', { authType: 'NONE' });
    expect(await checkWith(LambdaPlugin, event, { options: OPTIONS })).toBeUndefined();
  });

  it('SE-34: reports a call by an AWS service without a user', async () => {
    const userIdentity = { type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' };
    expect(await inspect(create(FOREIGN, { userIdentity }))).toEqual([
      expect.objectContaining({ accountId: '111122223333', username: null }),
    ]);
  });

  it.each([[null], [{ omitted: true }]])('waits when the request is %j', async (requestParameters) => {
    const event = anEvent('lambda.amazonaws.com:CreateFunction20150331', { requestParameters });
    expect(await checkWith(LambdaPlugin, event, { options: OPTIONS })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });
});

describe('the options of the lambda plugin', () => {
  it.each([
    [{}, 1],
    [{ s3Buckets: '' }, 1],
    [{ s3Buckets: 'acme-lambda-eu-central-1' }, 0],
  ])('IMP-LA-5: with %j there are %i warnings at the start', async (options, count) => {
    const logger = new RecordingLogger();
    await inspectWith(LambdaPlugin, create(TRUSTED), options, { logger });
    const warnings = logger.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toHaveLength(count);
    for (const { fields, message } of warnings) {
      expect(fields).toEqual({ plugin: 'lambda' });
      expect(message).toContain('s3Buckets');
    }
  });

  it('take lists as texts with commas', () => {
    const raw = { s3Buckets: 'one, two', trustedImageRegistries: 'r.example/a/, r.example:5000' };
    expect(lambdaOptions.parse(raw)).toEqual({
      s3Buckets: ['one', 'two'],
      trustedImageRegistries: ['r.example/a', 'r.example:5000'],
    });
  });

  it.each([
    [{ trustedImageRegistries: ['https://r.example/a'] }, 'expected a registry'],
    [{ trustedImageRegistries: ['r.example/a:1'] }, 'expected a registry'],
    [{ trustedImageRegistries: ['/'] }, 'expected a registry'],
    [{ buckets: [] }, 'buckets'],
  ])('do not take %j', (raw, problem) => {
    expect(() => lambdaOptions.parse(raw)).toThrow(problem);
  });

  it('take the buckets from a variable', () => {
    expect(findPluginMetadata(LambdaPlugin)?.environment).toEqual({
      FULLSTOP_LAMBDA_S3_BUCKETS: 's3Buckets',
    });
  });
});

async function inspect(event: CloudTrailEvent) {
  return inspectWith(LambdaPlugin, event, OPTIONS);
}

async function details(event: CloudTrailEvent) {
  return (await inspect(event)).map(({ metaInfo }) => metaInfo);
}

describePluginContract(LambdaPlugin, { packageFolder: `${import.meta.dirname}/..` });
