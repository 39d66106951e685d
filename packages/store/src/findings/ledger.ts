import type { LogObjectId, ProcessedObject } from '@fullstop/core';
import { SCHEMA } from '../connection/database-options.js';
import type { Statements } from '../connection/transaction.js';

/** Finds a version of an object in the ledger; parameters are bucket, key and etag. */
export const FIND_OBJECT = `
  SELECT FROM ${SCHEMA}.processed_object WHERE bucket = $1 AND key = $2 AND etag = $3`;

const INSERT = `
  INSERT INTO ${SCHEMA}.processed_object
    (bucket, key, etag, processed_at, records, malformed_records, dispatched)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT DO NOTHING`;

/** Writes the ledger's row; of an object that was read twice, the first one stays. */
export async function addToLedger(
  statements: Statements,
  id: LogObjectId,
  { processedAt, records, malformedRecords, dispatched }: ProcessedObject,
): Promise<void> {
  const numbers = [processedAt.toISOString(), records, malformedRecords, dispatched];
  await statements.query(INSERT, [id.bucket, id.key, id.etag, ...numbers]);
}
