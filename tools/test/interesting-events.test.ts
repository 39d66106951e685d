import { describe, expect, it } from '@jest/globals';
import { INTERESTING_EVENTS, type Scene } from '../src/sample-world/index.js';
import { Random } from '../src/sample-world/random.js';

const KEY = 'EC2_WITH_KEYPAIR';
const REGION = 'WRONG_REGION';
const CODE = 'LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION';

/** What must be found in an allowed region, and in another one; nothing in cases that are not listed. */
const EXPECTED: Readonly<Record<string, readonly [allowed: string[], elsewhere: string[]]>> = {
  'RunInstances without a key pair': [[], [REGION]],
  'RunInstances with a key pair': [[KEY], [REGION, KEY]],
  'RunInstances by Auto Scaling, three instances': [[], Array<string>(3).fill(REGION)],
  'RunInstances, the key pair only in the launch template': [
    [KEY, KEY],
    [REGION, KEY, REGION, KEY],
  ],
  'RunInstances, one instance of two with a key pair': [[KEY], [REGION, REGION, KEY]],
  'RunInstances with a blank key name': [[], [REGION]],
  'RunInstances from another account': [[KEY], [REGION, KEY]],
  'RunInstances by an AWS service': [[], [REGION]],
  'RunInstances, managed by a service': [[], [REGION]],
  'RunInstances of a fleet': [[], Array<string>(24).fill(REGION)],
  'RunInstances with difficult texts': [[KEY], [REGION, KEY]],
  'RunInstances in an old record': [[KEY], [REGION, KEY]],
  'CreateFunction, code from S3': [[CODE], [CODE, REGION]],
  'CreateFunction, code from a foreign bucket, published': [[CODE], [CODE, REGION]],
  'CreateFunction, code uploaded': [[CODE], [CODE, REGION]],
  'CreateFunction, code in an image': [[CODE], [CODE, REGION]],
  'UpdateFunctionCode, code from S3, published': [[CODE], [CODE]],
  'UpdateFunctionCode, code uploaded, by ARN': [[CODE], [CODE]],
  'UpdateFunctionCode, code in an image': [[CODE], [CODE]],
  'UpdateFunctionCode from another account': [[CODE], [CODE]],
  'UpdateFunctionCode, first version of the call': [[CODE], [CODE]],
};

describe.each(INTERESTING_EVENTS.map((event) => [event.title, event] as const))('%s', (title, event) => {
  it('leads to what it must lead to, by region', () => {
    const typesIn = (region: string) => event.build(sceneIn(region)).expected.map(({ type }) => type);
    expect([typesIn('eu-central-1'), typesIn('us-west-2')]).toEqual(EXPECTED[title] ?? [[], []]);
  });

  it('is a record of the account and region it was written for', () => {
    const { record } = event.build(sceneIn('eu-west-1'));
    expect(record).toMatchObject({ awsRegion: 'eu-west-1', eventTime: '2026-03-02T09:15:00Z' });
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });
});

it('all cases that lead to something are there', () => {
  const titles = INTERESTING_EVENTS.map(({ title }) => title);
  expect(titles).toEqual(expect.arrayContaining(Object.keys(EXPECTED)));
  expect(new Set(titles).size).toBe(titles.length);
});

function sceneIn(region: string): Scene {
  return { accountId: '111122223333', region, time: new Date('2026-03-02T09:15:00Z'), random: new Random(7) };
}
