import {
  type CheckKey,
  identityKeyOf,
  type LifecycleEntry,
  type LogObjectId,
  type UnfinishedCheck,
  type Violation,
} from '@fullstop/core';
import { indexableText, MAX_BYTES, storableText } from './storable-text.js';

/** The violation with texts that PostgreSQL takes and indexes. Its details are cleaned when they become JSON. */
export function storableViolation(violation: Violation): Violation {
  return {
    ...violation,
    accountId: indexableText(violation.accountId, MAX_BYTES.identity),
    region: indexableText(violation.region, MAX_BYTES.identity),
    eventId: indexableText(violation.eventId, MAX_BYTES.identity),
    type: storableText(violation.type),
    instanceId: indexableOrNull(violation.instanceId, MAX_BYTES.resource),
    fingerprint: indexableText(violation.fingerprint, MAX_BYTES.resource),
    applicationId: indexableOrNull(violation.applicationId, MAX_BYTES.name),
    applicationVersion: indexableOrNull(violation.applicationVersion, MAX_BYTES.name),
  };
}

/** The first violation of each identity. */
export function firstOfEachIdentity(violations: readonly Violation[]): Violation[] {
  const byIdentity = new Map<string, Violation>();
  for (const violation of violations) {
    const key = identityKeyOf(violation);
    if (!byIdentity.has(key)) byIdentity.set(key, violation);
  }
  return [...byIdentity.values()];
}

/** The key with texts that PostgreSQL takes and indexes. */
export function storableCheckKey(key: CheckKey): CheckKey {
  return {
    accountId: indexableText(key.accountId, MAX_BYTES.identity),
    region: indexableText(key.region, MAX_BYTES.identity),
    eventId: indexableText(key.eventId, MAX_BYTES.identity),
    pluginId: indexableText(key.pluginId, MAX_BYTES.identity),
  };
}

/** The check with a key that PostgreSQL takes and indexes. Everything else is cleaned when it becomes JSON. */
export function storableCheck(check: UnfinishedCheck): UnfinishedCheck {
  return { ...check, ...storableCheckKey(check) };
}

/** The entry with texts that PostgreSQL takes and indexes. Everything else is cleaned when it becomes JSON. */
export function storableLifecycle(entry: LifecycleEntry): LifecycleEntry {
  return {
    ...entry,
    accountId: indexableText(entry.accountId, MAX_BYTES.identity),
    region: indexableText(entry.region, MAX_BYTES.identity),
    instanceId: indexableText(entry.instanceId, MAX_BYTES.resource),
    eventType: indexableText(entry.eventType, MAX_BYTES.identity),
    applicationId: indexableText(entry.applicationId, MAX_BYTES.name),
    applicationVersion: indexableText(entry.applicationVersion, MAX_BYTES.name),
  };
}

/** The object's name with texts that PostgreSQL takes and indexes. */
export function storableObjectId(object: LogObjectId): LogObjectId {
  return {
    bucket: indexableText(object.bucket, MAX_BYTES.resource),
    key: indexableText(object.key, MAX_BYTES.objectKey),
    etag: indexableText(object.etag, MAX_BYTES.identity),
  };
}

function indexableOrNull(text: string | null, maxBytes: number): string | null {
  return text === null ? null : indexableText(text, maxBytes);
}
