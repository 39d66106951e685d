import { readFileSync } from 'node:fs';
import { anEvent, checkWith, describePluginContract, inspectWith } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { PublicAccessBlockPlugin } from '../src/index.js';

const PUT = 's3.amazonaws.com:PutBucketPublicAccessBlock';
const ALL_ON = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

describe('the plugin', () => {
  it.each([
    [ALL_ON, []],
    [{ ...ALL_ON, BlockPublicAcls: false }, ['BlockPublicAcls']],
    [{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true }, ['RestrictPublicBuckets']],
    [{}, Object.keys(ALL_ON)],
  ])('with %j reports that these are off: %j', async (PublicAccessBlockConfiguration, switchedOff) => {
    const requestParameters = { bucketName: 'acme-reports', PublicAccessBlockConfiguration };
    const violations = await inspectWith(PublicAccessBlockPlugin, anEvent(PUT, { requestParameters }));
    expect(violations.map(({ metaInfo }) => metaInfo)).toEqual(
      switchedOff.length > 0 ? [{ bucket_name: 'acme-reports', switched_off: switchedOff }] : [],
    );
  });

  it('reports a whole record', async () => {
    const file = new URL('./fixtures/put-bucket-public-access-block.json', import.meta.url);
    const event = anEvent(PUT, JSON.parse(readFileSync(file, 'utf8')));
    expect(await inspectWith(PublicAccessBlockPlugin, event)).toEqual([
      expect.objectContaining({
        type: 'BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK',
        accountId: '111122223333',
        region: 'eu-central-1',
        instanceId: 'acme-reports',
        metaInfo: {
          bucket_name: 'acme-reports',
          switched_off: ['BlockPublicPolicy', 'RestrictPublicBuckets'],
        },
      }),
    ]);
  });

  it.each([
    [[], 1],
    [['acme-website'], 0],
    ['acme-website, acme-images', 0],
    [['acme'], 1],
  ])(
    'with %j allowed, taking the block off acme-website gives %i violations',
    async (allowedBuckets, count) => {
      const event = anEvent('s3.amazonaws.com:DeleteBucketPublicAccessBlock', {
        requestParameters: { bucketName: 'acme-website' },
      });
      expect(await inspectWith(PublicAccessBlockPlugin, event, { allowedBuckets })).toHaveLength(count);
    },
  );

  it('does not look at a call that failed', async () => {
    const event = anEvent(PUT, { errorCode: 'AccessDenied' });
    expect(await checkWith(PublicAccessBlockPlugin, event)).toBeUndefined();
  });

  it('waits when the event does not tell what was put', async () => {
    const event = anEvent(PUT, { requestParameters: { bucketName: 'acme-reports' } });
    expect(await checkWith(PublicAccessBlockPlugin, event)).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });
});

describePluginContract(PublicAccessBlockPlugin);
