import type { LifecycleEntry } from '@fullstop/core';
import { SCHEMA } from '../connection/database-options.js';
import type { Statements } from '../connection/transaction.js';
import { saveApplications } from './applications.js';
import { chunksOf } from './chunks.js';
import type { Stamp } from './stamp.js';
import { storableJson } from './storable-text.js';

const INSERT = `
  INSERT INTO ${SCHEMA}.lifecycle
    (account_id, region, instance_id, event_type, event_date, image_id, image_name, application, application_version,
     created, created_by, last_modified, last_modified_by)
  SELECT given."accountId", given.region, given."instanceId", given."eventType", given."eventDate", given."imageId",
         given."imageName", given.application, given.version, $2::timestamptz, $3, $2::timestamptz, $3
    FROM jsonb_to_recordset($1::jsonb) AS given
      ("accountId" text, region text, "instanceId" text, "eventType" text, "eventDate" timestamptz, "imageId" text,
       "imageName" text, application bigint, version bigint)
  ON CONFLICT DO NOTHING`;

/** Adds rows to the histories of instances. One that is stored already stays as it is. */
export async function saveLifecycle(
  statements: Statements,
  entries: readonly LifecycleEntry[],
  stamp: Stamp,
): Promise<void> {
  if (entries.length === 0) return;
  const { applications, versions } = await saveApplications(statements, entries, stamp);
  const rows = entries
    .map((entry) => ({
      ...entry,
      application: applications.get(entry.applicationId),
      version: versions.get(entry.applicationVersion),
    }))
    // In one order by all, so that two transactions with the same rows do not wait for each other.
    .sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
  for (const chunk of chunksOf(rows)) {
    await statements.query(INSERT, [storableJson(chunk), stamp.at.toISOString(), stamp.by]);
  }
}

/** Reads the newest row of an instance. */
export const FIND_NEWEST = `
  SELECT l.account_id, l.region, l.instance_id, l.event_type, l.event_date, l.image_id, l.image_name,
         a.name AS application, v.name AS version
    FROM ${SCHEMA}.lifecycle l
    JOIN ${SCHEMA}.application a ON a.id = l.application
    JOIN ${SCHEMA}.app_version v ON v.id = l.application_version
   WHERE l.account_id = $1 AND l.region = $2 AND l.instance_id = $3 AND l.event_type IS NOT NULL
   ORDER BY l.event_date DESC, l.id DESC LIMIT 1`;

/** A row that {@link FIND_NEWEST} reads. */
export interface LifecycleRow {
  account_id: string;
  region: string;
  instance_id: string;
  event_type: string;
  event_date: Date;
  image_id: string | null;
  image_name: string | null;
  application: string;
  version: string;
}

/** The entry that a row holds. */
export function lifecycleEntryOf(row: LifecycleRow): LifecycleEntry {
  return {
    accountId: row.account_id,
    region: row.region,
    instanceId: row.instance_id,
    eventType: row.event_type,
    eventDate: row.event_date,
    ...(row.image_id !== null && { imageId: row.image_id }),
    ...(row.image_name !== null && { imageName: row.image_name }),
    applicationId: row.application,
    applicationVersion: row.version,
  };
}

function orderOf({ accountId, region, instanceId, eventType, eventDate }: LifecycleEntry): string {
  return JSON.stringify([accountId, region, instanceId, eventType, eventDate]);
}
