import type { EventOrigin, JsonObject, UnfinishedCheck } from '@fullstop/core';

/** A row of `plugin_check`, as `CHECK_SELECT_LIST` reads it. */
export interface CheckRow {
  account_id: string;
  region: string;
  event_id: string;
  plugin_id: string;
  state: 'pending' | 'failed';
  error_code: string;
  error_message: string;
  attempts: number;
  next_try_at: Date | null;
  first_tried_at: Date;
  last_tried_at: Date;
  record: JsonObject;
  origin: EventOrigin;
}

/** Columns of a {@link CheckRow}. */
export const CHECK_SELECT_LIST = `account_id, region, event_id, plugin_id, state, error_code, error_message, attempts,
  next_try_at, first_tried_at, last_tried_at, record, origin`;

/** The check that a row holds. */
export function checkOf(row: CheckRow): UnfinishedCheck {
  return {
    accountId: row.account_id,
    region: row.region,
    eventId: row.event_id,
    pluginId: row.plugin_id,
    state: row.state,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    attempts: row.attempts,
    nextTryAt: row.next_try_at,
    firstTriedAt: row.first_tried_at,
    lastTriedAt: row.last_tried_at,
    record: row.record,
    origin: row.origin,
  };
}
