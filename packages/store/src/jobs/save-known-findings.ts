import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { chunksOf } from '../findings/chunks.js';
import { storableJson } from '../findings/storable-text.js';
import type { EarlierEvidence, FindingScope } from './known-findings.js';

/** The row of a finding. */
export interface FindingRow {
  readonly accountId: string;
  readonly region: string;
  readonly eventId: string;
  readonly type: string;
  readonly instanceId: string | null;
  readonly violationId: number;
  readonly number: number;
  readonly missedScans: number;
  readonly gone: boolean;
  readonly history: readonly EarlierEvidence[];
}

const SAVE = `
  INSERT INTO ${SCHEMA}.job_finding
    (job, account_id, region, event_id, type, instance_id, of_run, violation_id, number, missed_scans, gone, history)
  SELECT $1, "accountId", region, "eventId", type, coalesce("instanceId", ''), $3, "violationId", number,
         "missedScans", gone, history
    FROM jsonb_to_recordset($2::jsonb) AS given
      ("accountId" text, region text, "eventId" text, type text, "instanceId" text, "violationId" bigint, number integer,
       "missedScans" integer, gone boolean, history jsonb)
  ON CONFLICT (job, account_id, region, event_id, type, instance_id) DO UPDATE SET
    of_run = excluded.of_run, violation_id = excluded.violation_id, number = excluded.number,
    missed_scans = excluded.missed_scans, gone = excluded.gone, history = excluded.history`;

/** Stores the rows of findings that are new or changed. */
export async function saveFindingRows(
  manager: EntityManager,
  { job, target }: FindingScope,
  rows: readonly FindingRow[],
): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await manager.query(SAVE, [job, storableJson(chunk), target === undefined]);
  }
}
