import { describe, expect, it } from '@jest/globals';
import { type KeyFilter, wantsKey, whyUnwanted } from '../src/index.js';

const DAY = new Date('2026-01-02T00:00:00Z');
const IAM = { patterns: [{ source: 'iam.amazonaws.com', name: undefined, namePrefix: undefined }] };
const EC2 = { patterns: [{ source: 'ec2.amazonaws.com', name: 'RunInstances', namePrefix: undefined }] };
const ANY = { patterns: [{ source: undefined, name: undefined, namePrefix: undefined }] };
const BOTH = { patterns: [...IAM.patterns, ...EC2.patterns] };

function key(region = 'eu-west-1', time = '20260102T0005', account = '111111111111'): string {
  return `AWSLogs/o-abc/${account}/CloudTrail/${region}/2026/01/02/${account}_CloudTrail_${region}_${time}Z_x.json.gz`;
}

describe('A filter of keys', () => {
  it.each<[string, KeyFilter, string | undefined]>([
    ['that says nothing', {}, undefined],
    ['of accounts that has this one', { accounts: ['222222222222', '111111111111'] }, undefined],
    ['of other accounts', { accounts: ['222222222222'] }, 'unwanted-account'],
    ['of no account at all', { accounts: [] }, 'unwanted-account'],
    ['of accounts to include', { accounts: { include: ['222222222222'] } }, 'unwanted-account'],
    ['that excludes the account', { accounts: { exclude: ['111111111111'] } }, 'unwanted-account'],
    ['that excludes another account', { accounts: { exclude: ['222222222222'] } }, undefined],
    [
      'that includes and excludes it',
      { accounts: { include: ['111111111111'], exclude: ['111111111111'] } },
      'unwanted-account',
    ],
    ['of other regions', { regions: ['us-east-1'] }, 'unwanted-region'],
    ['that excludes the region', { regions: { exclude: ['eu-west-1'] } }, 'unwanted-region'],
    ['that begins before', { from: DAY }, undefined],
    ['that begins within the minute', { from: new Date('2026-01-02T00:05:59Z') }, undefined],
    ['that begins after', { from: new Date('2026-01-02T00:06:00Z') }, 'unwanted-time'],
    ['that ends before', { to: DAY }, 'unwanted-time'],
    ['that ends after', { from: DAY, to: new Date('2026-01-02T00:05:01Z') }, undefined],
    ['for events of any source', { subscribed: ANY }, undefined],
    ['for events of EC2', { subscribed: EC2 }, undefined],
    ['for events of IAM and EC2', { subscribed: BOTH }, undefined],
    ['for events of IAM only', { subscribed: IAM }, 'unwanted-source'],
    ['for no event', { subscribed: { patterns: [] } }, 'unwanted-source'],
  ])('%s', (_name, filter, reason) => {
    expect(whyUnwanted(key(), filter)).toBe(reason);
    expect(wantsKey(key(), filter)).toBe(reason === undefined);
  });

  it.each([
    'notes.txt',
    'AWSLogs/',
    'copies/111111111111/x_CloudTrail.json.gz',
    '111111111111/2026/01/02/log.json.gz',
  ])('holds nothing against %s, which does not tell', (stored) => {
    const filter = { accounts: ['2'], regions: [], from: new Date('2027-01-01'), subscribed: IAM };
    expect(wantsKey(stored, filter)).toBe(true);
  });

  it.each([
    ['us-east-1', '20260102T0005', true],
    ['eu-west-1', '20260102T0005', false],
    ['ap-southeast-7', '20260102T0005', false],
    ['mx-central-1', '20260102T0005', false],
    // Single-region trails still got global events then, or may have.
    ['eu-west-1', '20211121T2355', true],
    ['eu-west-1', '20211123T0005', true],
    ['eu-west-1', '20211201T0005', false],
    ['us-gov-west-1', '20260102T0005', true],
    ['us-gov-east-1', '20260102T0005', false],
    // Nothing is known of these partitions.
    ['cn-northwest-1', '20260102T0005', true],
    ['us-iso-west-1', '20260102T0005', true],
    ['eusc-de-east-1', '20260102T0005', true],
    ['moon-base-1', '20260102T0005', true],
  ])('for events of IAM wants logs of %s at %s: %s', (region, time, wanted) => {
    expect(wantsKey(key(region, time), { subscribed: IAM })).toBe(wanted);
  });

  it('is not fooled by a file that was written at no time', () => {
    expect(wantsKey(key('eu-west-1', '20261399T9999'), { from: DAY, subscribed: IAM })).toBe(true);
  });
});
