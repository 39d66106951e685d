import type { CheckFilter, UnfinishedCheck } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { indexableText, MAX_BYTES } from '../findings/storable-text.js';
import { CHECK_SELECT_LIST, type CheckRow, checkOf } from './check-row.js';

/** An unfinished check and its row's id, by which lists are continued. */
export interface StoredCheck extends UnfinishedCheck {
  readonly id: number;
}

const LIST = `
  SELECT id, ${CHECK_SELECT_LIST} FROM ${SCHEMA}.plugin_check
   WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR plugin_id = $2)
     AND ($3::text IS NULL OR event_id = $3) AND id > $4::bigint
   ORDER BY id LIMIT $5`;

/** Reads the checks that did not come to a decision. */
export class CheckQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** Checks with ids above `afterId`, in the order in which they were first stored. */
  async list(filter: CheckFilter, afterId: number, limit: number): Promise<StoredCheck[]> {
    const { state = null, pluginId, eventId } = filter;
    const parameters = [state, keyPart(pluginId), keyPart(eventId), afterId, limit];
    const rows = await runQuery<CheckRow & { id: string }>(this.dataSource, LIST, parameters);
    return rows.map((row) => ({ ...checkOf(row), id: Number(row.id) }));
  }
}

/** In the form in which it is stored. */
function keyPart(text: string | undefined): string | null {
  return text === undefined ? null : indexableText(text, MAX_BYTES.identity);
}
