import type { UnfinishedCheck } from '../ports/findings-store.js';

/** An unfinished check on the wire. */
export interface UnfinishedCheckJson {
  event_id: string;
  account_id: string;
  region: string;
  plugin: string;
  state: 'pending' | 'failed';
  error_code: string;
  error_message: string;
  attempts: number;
  next_try_at: string | null;
  first_tried_at: string;
  last_tried_at: string;
  s3_bucket: string;
  s3_key: string;
  record_index: number;
}

/** The wire form of an unfinished check; without the record, which may hold what not everybody should see. */
export function unfinishedCheckJsonOf(check: UnfinishedCheck): UnfinishedCheckJson {
  return {
    event_id: check.eventId,
    account_id: check.accountId,
    region: check.region,
    plugin: check.pluginId,
    state: check.state,
    error_code: check.errorCode,
    error_message: check.errorMessage,
    attempts: check.attempts,
    next_try_at: check.nextTryAt?.toISOString() ?? null,
    first_tried_at: check.firstTriedAt.toISOString(),
    last_tried_at: check.lastTriedAt.toISOString(),
    s3_bucket: check.origin.bucket,
    s3_key: check.origin.key,
    record_index: check.origin.recordIndex,
  };
}
