import { describe, expect, it } from '@jest/globals';
import {
  fingerprintOf,
  identityKeyOf,
  type StoredViolation,
  type StoredViolationType,
  unfinishedCheckJsonOf,
  type ViolationIdentity,
  violationJsonOf,
  violationTypeJsonOf,
  WRONG_REGION,
} from '../../src/index.js';
import { aHost, aPlugin } from '../support/plugins.js';
import { anEvent } from '../support/records.js';

const IDENTITY: ViolationIdentity = {
  accountId: '111122223333',
  region: 'eu-central-1',
  eventId: 'e-1',
  type: 'WRONG_REGION',
  instanceId: 'i-1',
};

const OTHERS: [string, Partial<ViolationIdentity>][] = [
  ['type', { type: 'WRONG_AMI' }],
  ['account', { accountId: '999988887777' }],
  ['region', { region: 'eu-west-1' }],
  ['resource', { instanceId: 'i-2' }],
  ['absent resource', { instanceId: null }],
  ['resource named null', { instanceId: 'null' }],
];

describe('fingerprintOf', () => {
  // Stores keep these values: a change would make every known finding a new one.
  it.each([
    ['without a key', IDENTITY, undefined, 'bd322d68d2f93f05e82eb72bc621a560'],
    [
      'without a resource, with a key',
      { ...IDENTITY, instanceId: null },
      'k',
      '3f4c2b498a185d993a00d6a7c3f349e5',
    ],
  ])('stays what it is, %s', (_what, identity, key, expected) => {
    expect(fingerprintOf(identity, key)).toBe(expected);
  });

  it('does not depend on the event', () => {
    expect(fingerprintOf({ ...IDENTITY, eventId: 'e-2' }, undefined)).toBe(
      fingerprintOf(IDENTITY, undefined),
    );
  });

  it.each(OTHERS)('differs by %s', (_what, other) => {
    expect(fingerprintOf({ ...IDENTITY, ...other }, undefined)).not.toBe(fingerprintOf(IDENTITY, undefined));
  });

  it('differs by the key, and an empty key is one', () => {
    const all = [undefined, '', 'null', 'a', 'b'].map((key) => fingerprintOf(IDENTITY, key));
    expect(new Set(all).size).toBe(all.length);
  });

  it('does not mix up neighbouring parts', () => {
    const left = fingerprintOf({ ...IDENTITY, region: 'a', instanceId: 'bc' }, undefined);
    expect(fingerprintOf({ ...IDENTITY, region: 'ab', instanceId: 'c' }, undefined)).not.toBe(left);
  });
});

describe('identityKeyOf', () => {
  it.each([...OTHERS, ['event', { eventId: 'e-2' }] as [string, Partial<ViolationIdentity>]])(
    'differs by %s',
    (_what, other) => {
      expect(identityKeyOf({ ...IDENTITY, ...other })).not.toBe(identityKeyOf(IDENTITY));
    },
  );

  it('depends on nothing else', () => {
    expect(identityKeyOf({ ...IDENTITY, metaInfo: 'x' } as ViolationIdentity)).toBe(identityKeyOf(IDENTITY));
  });
});

const TIME = new Date('2026-03-02T09:15:00Z');

const STORED: StoredViolation = {
  ...IDENTITY,
  id: 7,
  version: 0,
  eventTime: TIME,
  username: null,
  pluginClass: '@fullstop/plugin-region#RegionPlugin',
  metaInfo: null,
  instanceId: null,
  applicationId: null,
  applicationVersion: null,
  fingerprint: 'f',
  comment: null,
  ruleId: null,
  created: TIME,
  createdBy: 'FULLSTOP',
  lastModified: new Date('2026-03-02T09:15:00.120Z'),
  lastModifiedBy: 'jane',
  occurrences: 1,
  firstSeen: TIME,
  lastSeen: TIME,
  recurrenceOf: null,
};

const TYPE: StoredViolationType = {
  ...WRONG_REGION,
  version: 0,
  created: null,
  createdBy: null,
  lastModified: null,
  lastModifiedBy: null,
};

describe('violationJsonOf', () => {
  it('has every member, null where nothing is known, and dates with milliseconds', () => {
    const json = violationJsonOf(STORED, TYPE);
    expect(json).toStrictEqual({
      id: 7,
      version: 0,
      event_id: 'e-1',
      account_id: '111122223333',
      region: 'eu-central-1',
      meta_info: null,
      comment: null,
      instance_id: null,
      plugin_fully_qualified_class_name: '@fullstop/plugin-region#RegionPlugin',
      violation_type: {
        id: 'WRONG_REGION',
        help_text: WRONG_REGION.helpText,
        violation_severity: 1,
        audit_relevant: false,
        title: 'Region not allowed',
        priority: 2,
        version: 0,
        created: null,
        created_by: null,
        last_modified: null,
        last_modified_by: null,
      },
      created: '2026-03-02T09:15:00.000Z',
      created_by: 'FULLSTOP',
      last_modified: '2026-03-02T09:15:00.120Z',
      last_modified_by: 'jane',
      username: null,
      rule_id: null,
      application_id: null,
      application_version_id: null,
      event_time: '2026-03-02T09:15:00.000Z',
      fingerprint: 'f',
      occurrences: 1,
      first_seen: '2026-03-02T09:15:00.000Z',
      last_seen: '2026-03-02T09:15:00.000Z',
      recurrence_of: null,
      state: 'open',
    });
    expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
  });

  it('has what is known', () => {
    const known = {
      metaInfo: { allowed_regions: ['eu-west-1'] },
      comment: 'fine',
      instanceId: 'i-1',
      username: 'arn',
      ruleId: 3,
      applicationId: 'shop',
      applicationVersion: '1.10',
    };
    expect(violationJsonOf({ ...STORED, ...known }, TYPE)).toMatchObject({
      meta_info: { allowed_regions: ['eu-west-1'] },
      comment: 'fine',
      instance_id: 'i-1',
      username: 'arn',
      rule_id: 3,
      application_id: 'shop',
      application_version_id: '1.10',
    });
  });

  it.each<[string, Partial<StoredViolation>]>([
    ['open', { comment: null, ruleId: null }],
    ['resolved', { comment: 'fine', ruleId: null }],
    ['resolved', { comment: '', ruleId: null }],
    ['whitelisted', { comment: 'by rule', ruleId: 3 }],
    ['whitelisted', { comment: null, ruleId: 3 }],
  ])('is %s with %j', (state, given) => {
    expect(violationJsonOf({ ...STORED, ...given }, TYPE).state).toBe(state);
  });

  it('has no plugin when it came in through the API', () => {
    const json = violationJsonOf({ ...STORED, pluginClass: '' }, TYPE);
    expect(json.plugin_fully_qualified_class_name).toBeNull();
  });

  it('has dates of the type with milliseconds, and its audit flag', () => {
    const type = {
      ...TYPE,
      auditRelevant: true,
      created: TIME,
      createdBy: 'x',
      lastModified: TIME,
      lastModifiedBy: 'y',
    };
    expect(violationTypeJsonOf(type)).toMatchObject({
      audit_relevant: true,
      created: '2026-03-02T09:15:00.000Z',
      created_by: 'x',
      last_modified: '2026-03-02T09:15:00.000Z',
      last_modified_by: 'y',
    });
  });
});

it('unfinishedCheckJsonOf has every member but the record', async () => {
  const broken = aPlugin('broken', () => {
    throw new RangeError('oops');
  });
  const clock = { now: () => TIME };
  const [outcome] = await aHost([broken], { clock }).check(anEvent());
  expect(unfinishedCheckJsonOf(outcome!.unfinished!)).toStrictEqual({
    event_id: '00000000-0000-4000-8000-000000000001',
    account_id: '111122223333',
    region: 'eu-central-1',
    plugin: 'broken',
    state: 'failed',
    error_code: 'RangeError',
    error_message: 'oops',
    attempts: 1,
    next_try_at: null,
    first_tried_at: '2026-03-02T09:15:00.000Z',
    last_tried_at: '2026-03-02T09:15:00.000Z',
    s3_bucket: 'trail-logs',
    s3_key: 'AWSLogs/x.json.gz',
    record_index: 3,
  });
});
