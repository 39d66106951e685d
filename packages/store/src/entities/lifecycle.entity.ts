import { Entity, ForeignKey, Index } from 'typeorm';
import { Audited } from './audited.js';
import { BigintColumn, IdColumn, InstantColumn, TextColumn } from './columns.js';

/**
 * Something that happened in the life of an instance. The unique indexes take nulls as equal (NULLS NOT DISTINCT), which
 * TypeORM cannot say; the first is for CloudTrail events, the second for instance logs.
 */
@Entity('lifecycle')
@Index('lifecycle_event_idx', ['accountId', 'region', 'instanceId', 'eventType', 'eventDate'], {
  unique: true,
  where: 'event_type IS NOT NULL',
})
@Index('lifecycle_boot_idx', ['accountId', 'region', 'instanceId', 'instanceBootTime'], {
  unique: true,
  where: 'event_type IS NULL',
})
@Index('lifecycle_application_idx', ['applicationId', 'applicationVersionId', 'created', 'id'])
@Index('lifecycle_instance_idx', ['accountId', 'region', 'instanceId'])
export class LifecycleEntity extends Audited {
  @IdColumn()
  id!: number;

  @InstantColumn('event_date', { nullable: true })
  eventDate!: Date | null;

  @TextColumn('account_id', { nullable: true })
  accountId!: string | null;

  @TextColumn('image_id', { nullable: true })
  imageId!: string | null;

  @TextColumn('image_name', { nullable: true })
  imageName!: string | null;

  @TextColumn('region', { nullable: true })
  region!: string | null;

  @TextColumn('userdata_path', { nullable: true })
  userdataPath!: string | null;

  @TextColumn('event_type', { nullable: true })
  eventType!: string | null;

  @TextColumn('instance_id', { nullable: true })
  instanceId!: string | null;

  @BigintColumn('application')
  @ForeignKey('ApplicationEntity', { name: 'lifecycle_application_fk' })
  applicationId!: number;

  @BigintColumn('application_version')
  @ForeignKey('AppVersionEntity', { name: 'lifecycle_application_version_fk' })
  applicationVersionId!: number;

  @InstantColumn('instance_boot_time', { nullable: true })
  instanceBootTime!: Date | null;
}
