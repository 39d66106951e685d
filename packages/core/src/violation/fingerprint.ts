import { createHash } from 'node:crypto';
import type { ViolationIdentity } from './violation.js';

/**
 * Fingerprint of a finding: type, account, region, resource and the key that the plugin chose, without the event.
 * @returns 32 hexadecimal digits.
 */
export function fingerprintOf(identity: ViolationIdentity, key: string | undefined): string {
  const { type, accountId, region, instanceId } = identity;
  const parts = JSON.stringify([type, accountId, region, instanceId, key ?? null]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 32);
}

/** One text for one identity, for maps and for sorting. */
export function identityKeyOf(identity: ViolationIdentity): string {
  const { accountId, region, eventId, type, instanceId } = identity;
  return JSON.stringify([accountId, region, eventId, type, instanceId]);
}
