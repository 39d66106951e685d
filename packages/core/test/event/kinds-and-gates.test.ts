import { describe, expect, it } from '@jest/globals';
import { compareEventVersions, gatesOf, isDispatched, recordKindOf } from '../../src/index.js';
import { anEvent } from '../support/records.js';

describe('recordKindOf', () => {
  it.each([
    ['AwsApiCall', 'Management', 'api-call', true],
    ['AwsApiCall', undefined, 'api-call', true],
    ['AwsApiCall', 'Data', 'api-call', true],
    ['AwsServiceEvent', 'Management', 'service-event', true],
    ['AwsConsoleAction', 'Management', 'console', true],
    ['AwsConsoleSignIn', 'Management', 'console', true],
    ['AwsSomethingNew', 'Management', 'other', true],
    [undefined, undefined, 'other', true],
    ['toString', 'constructor', 'other', true],
    ['AwsVpceEvent', 'NetworkActivity', 'network-activity', false],
    ['AwsVpceEvent', undefined, 'network-activity', false],
    ['AwsApiCall', 'NetworkActivity', 'network-activity', false],
    ['AwsCloudTrailInsight', 'Insight', 'insight', false],
    ['AwsCloudTrailInsight', undefined, 'insight', false],
    [undefined, 'Insight', 'insight', false],
    ['AwsAggregatedEvent', 'Aggregated', 'aggregated', false],
    ['AwsAggregatedEvent', undefined, 'aggregated', false],
    [undefined, 'Aggregated', 'aggregated', false],
  ])('D16: type %s and category %s make kind %s, dispatched: %s', (type, category, kind, dispatched) => {
    const found = recordKindOf(type, category);
    expect(found).toBe(kind);
    expect(isDispatched(found)).toBe(dispatched);
  });

  it('SE-40: an Insight record is told by its type, before anything tries to parse it', () => {
    const insight = { eventType: 'AwsCloudTrailInsight', insightDetails: { state: 'Start' } };
    expect(isDispatched(recordKindOf(insight.eventType, undefined))).toBe(false);
  });
});

describe('gatesOf', () => {
  it.each([
    ['a successful change is behind no gate', {}, []],
    [
      'a record of 2014 without the newer members is behind no gate',
      { eventCategory: undefined, readOnly: undefined },
      [],
    ],
    ['EH-20: a failed call is', { errorCode: 'AccessDenied' }, ['failed']],
    ['D17: a failed call of Lambda is', { errorCode: 'InvalidParameterValueException' }, ['failed']],
    [
      'SE-31: an unauthorized run is',
      { errorCode: 'Client.UnauthorizedOperation', responseElements: null },
      ['failed'],
    ],
    ['SE-32: a dry run of EC2 is no failure but', { errorCode: 'Client.DryRunOperation' }, ['dry-run']],
    ['a dry run of Lambda is', { requestParameters: { dryRun: true } }, ['dry-run']],
    ['a real run of Lambda is behind no gate', { requestParameters: { dryRun: false } }, []],
    [
      'a dry run without permission is',
      { errorCode: 'AccessDenied', requestParameters: { dryRun: true } },
      ['failed', 'dry-run'],
    ],
    ['a call that only reads is', { readOnly: true }, ['read-only']],
    ['a call on data is', { eventCategory: 'Data' }, ['data']],
    ['a category of tomorrow is', { eventCategory: 'Tomorrow' }, ['data']],
    [
      'everything at once is',
      { errorCode: 'x', readOnly: true, eventCategory: 'Data' },
      ['failed', 'read-only', 'data'],
    ],
  ])('%s behind %j', (_what, overrides, gates) => {
    expect(gatesOf(anEvent(overrides))).toEqual(gates);
  });
});

describe('compareEventVersions', () => {
  it.each([
    ['1.10', '1.9', 1],
    ['1.9', '1.10', -1],
    ['1.11', '1.11', 0],
    ['2.0', '1.99', 1],
    ['1.05', '1.5', 0],
    [undefined, '1.0', -1],
    ['rubbish', undefined, 0],
    ['1', '0.1', -1],
    ['1.1.1', '0.1', -1],
  ])('D15: %s compared with %s has the sign %i', (left, right, sign) => {
    expect(Math.sign(compareEventVersions(left, right))).toBe(sign);
  });

  it('D15: accepts an event version of tomorrow', () => {
    expect(anEvent({ eventVersion: '1.10' }).eventVersion).toBe('1.10');
    expect(anEvent({ eventVersion: '2.7' }).eventVersion).toBe('2.7');
  });
});
