// Written by `npx @fullstop/event-types @aws-sdk/client-rds CreateDBSnapshot ModifyDBSnapshotAttribute`
// from @aws-sdk/client-rds 3.1169.0. Write it again rather than change it.

import type { ApiCall } from '@fullstop/core';

/** A call of `CreateDBSnapshot`. */
export type CreateDBSnapshotEvent = ApiCall<'CreateDBSnapshot', CreateDBSnapshotMessage, DBSnapshot>;

/** A call of `ModifyDBSnapshotAttribute`. */
export type ModifyDBSnapshotAttributeEvent = ApiCall<
  'ModifyDBSnapshotAttribute',
  ModifyDBSnapshotAttributeMessage,
  DBSnapshotAttributesResult
>;

export type CreateDBSnapshotMessage = {
  dBSnapshotIdentifier?: string | null;
  dBInstanceIdentifier?: string | null;
  tags?: Tag[] | null;
};

export type Tag = {
  key?: string | null;
  value?: string | null;
};

export type DBSnapshot = {
  dBSnapshotIdentifier?: string | null;
  dBInstanceIdentifier?: string | null;
  snapshotCreateTime?: number | string | null;
  engine?: string | null;
  allocatedStorage?: number | null;
  status?: string | null;
  port?: number | null;
  availabilityZone?: string | null;
  vpcId?: string | null;
  instanceCreateTime?: number | string | null;
  masterUsername?: string | null;
  engineVersion?: string | null;
  licenseModel?: string | null;
  snapshotType?: string | null;
  iops?: number | null;
  storageThroughput?: number | null;
  optionGroupName?: string | null;
  percentProgress?: number | null;
  sourceRegion?: string | null;
  sourceDBSnapshotIdentifier?: string | null;
  storageType?: string | null;
  tdeCredentialArn?: string | null;
  encrypted?: boolean | null;
  storageEncryptionType?: string | null;
  backupRetentionPeriod?: number | null;
  preferredBackupWindow?: string | null;
  kmsKeyId?: string | null;
  dBSnapshotArn?: string | null;
  timezone?: string | null;
  iAMDatabaseAuthenticationEnabled?: boolean | null;
  processorFeatures?: ProcessorFeature[] | null;
  dbiResourceId?: string | null;
  tagList?: Tag[] | null;
  snapshotTarget?: string | null;
  originalSnapshotCreateTime?: number | string | null;
  snapshotDatabaseTime?: number | string | null;
  dBSystemId?: string | null;
  multiTenant?: boolean | null;
  dedicatedLogVolume?: boolean | null;
  additionalStorageVolumes?: AdditionalStorageVolume[] | null;
  snapshotAvailabilityZone?: string | null;
  fullSnapshotSizeInBytes?: number | null;
};

export type ProcessorFeature = {
  name?: string | null;
  value?: string | null;
};

export type AdditionalStorageVolume = {
  volumeName?: string | null;
  allocatedStorage?: number | null;
  iOPS?: number | null;
  maxAllocatedStorage?: number | null;
  storageThroughput?: number | null;
  storageType?: string | null;
};

export type ModifyDBSnapshotAttributeMessage = {
  dBSnapshotIdentifier?: string | null;
  attributeName?: string | null;
  valuesToAdd?: string[] | null;
  valuesToRemove?: string[] | null;
};

export type DBSnapshotAttributesResult = {
  dBSnapshotIdentifier?: string | null;
  dBSnapshotAttributes?: DBSnapshotAttribute[] | null;
};

export type DBSnapshotAttribute = {
  attributeName?: string | null;
  attributeValues?: string[] | null;
};
