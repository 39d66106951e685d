import { fingerprintOf, type UnfinishedCheck, type Violation } from '@fullstop/core';

/** A violation of a type that the first migration knows. */
export function aViolation(given: Partial<Violation> & { fingerprintKey?: string } = {}): Violation {
  const { fingerprintKey, ...members } = given;
  const violation = {
    accountId: '123456789012',
    region: 'eu-west-1',
    eventId: 'event-1',
    type: 'WRONG_AMI',
    instanceId: 'i-1' as string | null,
    eventTime: new Date('2026-03-01T12:00:00.123Z'),
    username: null,
    pluginClass: '@fullstop/store#Test',
    metaInfo: null,
    applicationId: null,
    applicationVersion: null,
    ...members,
  };
  return { fingerprint: fingerprintOf(violation, fingerprintKey), ...violation };
}

/** A check that waits for its second try. */
export function aCheck(given: Partial<UnfinishedCheck> = {}): UnfinishedCheck {
  return {
    accountId: '123456789012',
    region: 'eu-west-1',
    eventId: 'event-1',
    pluginId: 'ami',
    state: 'pending',
    errorCode: 'FACT_UNAVAILABLE',
    errorMessage: 'throttled',
    attempts: 1,
    nextTryAt: new Date('2026-03-01T12:01:00Z'),
    firstTriedAt: new Date('2026-03-01T12:00:00Z'),
    lastTriedAt: new Date('2026-03-01T12:00:00Z'),
    record: { eventID: 'event-1' },
    origin: { bucket: 'logs', key: '1.json.gz', recordIndex: 0 },
    ...given,
  };
}
