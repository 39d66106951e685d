import { describe, expect, it } from '@jest/globals';
import { classifyObject, keyOriginOf } from '../src/index.js';

const LOG = '123456789012_CloudTrail_eu-west-1_20260101T0005Z_AbCdEf0123456789.json.gz';
const BELOW = 'CloudTrail/eu-west-1/2026/01/01';

describe('M14: the last segment of a key tells what an object is', () => {
  it.each([
    ['account trail', `AWSLogs/123456789012/${BELOW}/${LOG}`],
    ['account trail with prefix', `my/prefix/AWSLogs/123456789012/${BELOW}/${LOG}`],
    ['organization trail', `AWSLogs/o-abc123/123456789012/${BELOW}/${LOG}`],
    ['Control Tower before 3.0', `o-abc123/AWSLogs/123456789012/${BELOW}/${LOG}`],
    ['Control Tower from 3.0', `o-abc123/AWSLogs/o-abc123/123456789012/${BELOW}/${LOG}`],
    ['no layout at all', LOG],
  ])('a log of the layout "%s" is a log, with account and region', (_layout, key) => {
    expect(classifyObject(key)).toEqual({ class: 'log', accountId: '123456789012', region: 'eu-west-1' });
  });

  it.each([
    ['Digest_eu-west-1_trail_eu-west-1_20260101T000500Z', 'digest', 'Digest'],
    ['Insight_eu-west-1_20260101T0005Z_AbCdEf0123456789', 'insight', 'Insight'],
    ['NetworkActivity_eu-west-1_20260101T0005Z_AbCdEf', 'other-trail', 'NetworkActivity'],
    ['Aggregated_eu-west-1_20260101T0005Z_AbCdEf', 'other-trail', 'Aggregated'],
  ])('CloudTrail-%s is of class %s', (rest, objectClass, suffix) => {
    const key = `AWSLogs/o-abc123/123456789012/CloudTrail/x/123456789012_CloudTrail-${rest}.json.gz`;
    expect(classifyObject(key)).toEqual({ class: objectClass, accountId: '123456789012', suffix });
  });

  it.each([
    'AWSLogs/123456789012/Config/eu-west-1/2026/1/1/ConfigHistory/123456789012_Config_eu-west-1_x.json.gz',
    'AWSLogs/123456789012/CloudTrail/readme.txt',
    `${LOG}.bak`,
    LOG.replace('.gz', ''),
    LOG.replace('20260101T0005Z', '20260101'),
    LOG.replace('123456789012', ''),
    LOG.replace('_eu-west-1', ''),
    `${LOG}/inventory.csv`,
  ])('%s is foreign', (key) => {
    expect(classifyObject(key)).toEqual({ class: 'foreign' });
  });

  it.each(['AWSLogs/123456789012/CloudTrail/', `${LOG}/`, ''])('M15: %j is a folder marker', (key) => {
    expect(classifyObject(key)).toEqual({ class: 'folder-marker' });
  });

  it('M16: an account need not be a number', () => {
    const key = LOG.replace('123456789012', 'abc');
    expect(classifyObject(key)).toEqual({ class: 'log', accountId: 'abc', region: 'eu-west-1' });
  });

  it('a region nobody has heard of is a region', () => {
    expect(classifyObject(LOG.replace('eu-west-1', 'us-gov-north-99'))).toMatchObject({
      region: 'us-gov-north-99',
    });
  });
});

describe('a configured name pattern', () => {
  it('replaces the built-in one', () => {
    const logName = /\.ndjson$/;
    expect(classifyObject('copies/today.ndjson', { logName })).toEqual({ class: 'log' });
    expect(classifyObject(LOG, { logName })).toEqual({ class: 'foreign' });
  });

  it('sees the last segment only', () => {
    expect(classifyObject('raw/notes.txt', { logName: /raw/ })).toEqual({ class: 'foreign' });
  });

  it('can let insights in', () => {
    const key = '123456789012_CloudTrail-Insight_eu-west-1_20260101T0005Z_Ab.json.gz';
    expect(classifyObject(key, { logName: /_CloudTrail(-Insight)?_/ }).class).toBe('log');
  });

  it('says the same every time, whatever its flags', () => {
    const logName = /CloudTrail/g;
    const classes = [1, 2, 3].map(() => classifyObject(LOG, { logName }).class);
    expect(classes).toEqual(['log', 'log', 'log']);
  });
});

describe('the origin that a key names', () => {
  it.each([
    [`AWSLogs/999999999999/${LOG}`, { keyAccountId: '123456789012', keyRegion: 'eu-west-1' }],
    [LOG.replace('123456789012', 'abc'), { keyRegion: 'eu-west-1' }],
    [LOG.replace('.gz', ''), { keyAccountId: '123456789012', keyRegion: 'eu-west-1' }],
    ['AWSLogs/123456789012/CloudTrail/eu-west-1/copy.json.gz', {}],
  ])('of %s is %j', (key, origin) => {
    expect(keyOriginOf(key)).toEqual(origin);
  });
});
