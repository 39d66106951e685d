import { type Clock, systemClock } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { inTransaction } from '../connection/transaction.js';
import { saveApplications } from '../findings/applications.js';
import { stampOf } from '../findings/stamp.js';
import { indexableText, MAX_BYTES, storableText } from '../findings/storable-text.js';

/** The start of an instance, as it tells itself by its user data. */
export interface Boot {
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
  readonly bootTime: Date;
  /** Where the user data were put, as bucket and key. */
  readonly userdataPath: string;
  readonly applicationId: string;
  readonly applicationVersion: string;
}

const INSERT = `
  INSERT INTO ${SCHEMA}.lifecycle
    (account_id, region, instance_id, instance_boot_time, userdata_path, application, application_version,
     created, created_by, last_modified, last_modified_by)
  VALUES ($1, $2, $3, $4::timestamptz, $5, $6::bigint, $7::bigint, $8::timestamptz, $9, $8::timestamptz, $9)
  ON CONFLICT DO NOTHING`;

/** Adds the starts of instances to their histories. */
export class Boots {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Stores a start; one that is stored already, by account, region, instance and time, stays as it is. */
  async save(boot: Boot, actor: string): Promise<void> {
    const stamp = stampOf(this.clock, () => actor);
    const named = {
      applicationId: indexableText(boot.applicationId, MAX_BYTES.name),
      applicationVersion: indexableText(boot.applicationVersion, MAX_BYTES.name),
    };
    await inTransaction(this.dataSource, async (manager) => {
      const { applications, versions } = await saveApplications(manager, [named], stamp);
      await manager.query(INSERT, [
        indexableText(boot.accountId, MAX_BYTES.identity),
        indexableText(boot.region, MAX_BYTES.identity),
        indexableText(boot.instanceId, MAX_BYTES.resource),
        boot.bootTime.toISOString(),
        storableText(boot.userdataPath),
        applications.get(named.applicationId),
        versions.get(named.applicationVersion),
        stamp.at.toISOString(),
        stamp.by,
      ]);
    });
  }
}
