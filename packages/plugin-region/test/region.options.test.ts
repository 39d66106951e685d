import { describe, expect, it } from '@jest/globals';
import { regionOptions } from '../src/index.js';

const DEFAULT = ['eu-west-1', 'eu-central-1'];

describe('the option allowedRegions', () => {
  it.each([
    ['RE-1', 'nothing', {}, DEFAULT],
    ['RE-1', 'an empty list', { allowedRegions: [] }, DEFAULT],
    ['RE-1', 'an empty text', { allowedRegions: ' ' }, DEFAULT],
    ['RE-2', 'a single text', { allowedRegions: 'us-west-1' }, ['us-west-1']],
    [
      'RE-3',
      'a list',
      { allowedRegions: ['us-west-1', 'us-west-2', 'us-east-1'] },
      ['us-west-1', 'us-west-2', 'us-east-1'],
    ],
    ['RE-3', 'a text with commas', { allowedRegions: 'us-west-1, us-east-1 ' }, ['us-west-1', 'us-east-1']],
  ])('%s: %s gives the right list', (_id, _form, raw, allowedRegions) => {
    expect(regionOptions.parse(raw).allowedRegions).toEqual(allowedRegions);
  });

  it.each(['EU-WEST-1', 'eu-west', 'eu-west-1a', 'Ireland'])('refuses %s, which is no region', (region) => {
    expect(() => regionOptions.parse({ allowedRegions: [region] })).toThrow('such as eu-west-1');
  });
});

describe('the option allowedRegionsByAccount', () => {
  const expected = { '111122223333': ['us-east-1', 'us-east-2'] };

  it.each([
    ['lists', expected],
    ['texts with commas', { '111122223333': 'us-east-1,us-east-2' }],
  ])('takes %s', (_form, allowedRegionsByAccount) => {
    expect(regionOptions.parse({ allowedRegionsByAccount }).allowedRegionsByAccount).toEqual(expected);
  });

  it.each([[{}], [undefined]])('is empty for %j', (allowedRegionsByAccount) => {
    expect(regionOptions.parse({ allowedRegionsByAccount }).allowedRegionsByAccount).toEqual({});
  });

  it.each([
    ['an account without 12 digits', { '1234': ['us-east-1'] }, 'account id of 12 digits'],
    ['an account without regions', { '111122223333': [] }, 'Too small'],
    ['a text', 'us-east-1', 'expected record'],
  ])('refuses %s', (_what, allowedRegionsByAccount, problem) => {
    expect(() => regionOptions.parse({ allowedRegionsByAccount })).toThrow(problem);
  });
});

it('refuses an option it does not have', () => {
  expect(() => regionOptions.parse({ allowedRegion: 'eu-west-1' })).toThrow('allowedRegion');
});
