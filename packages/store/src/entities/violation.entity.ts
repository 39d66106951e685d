import type { JsonValue } from '@fullstop/core';
import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Audited } from './audited.js';
import { BigintColumn, IdColumn, InstantColumn, TextColumn } from './columns.js';

const OPEN = 'comment IS NULL AND rule_entity_id IS NULL';
const RESOLVED = 'comment IS NOT NULL AND rule_entity_id IS NULL';
const WHITELISTED = 'rule_entity_id IS NOT NULL';

/**
 * A violation. Open while it has neither comment nor rule, resolved with a comment, whitelisted with a rule.
 * TypeORM cannot say that the unique index takes nulls as equal (NULLS NOT DISTINCT), that the one on `meta_info` is for
 * containment only (jsonb_path_ops), and that there is one on the beginning of `username`.
 */
@Entity('violation')
@Index('unique_violation', ['accountId', 'region', 'eventId', 'typeId', 'instanceId'], { unique: true })
@Index('violation_fingerprint_idx', ['fingerprint', 'id'])
@Index('violation_open_account_idx', ['accountId', 'id'], { where: OPEN })
@Index('violation_open_idx', ['id'], { where: OPEN })
@Index('violation_open_count_idx', ['accountId', 'typeId', 'created'], { where: OPEN })
@Index('violation_resolved_account_idx', ['accountId', 'id'], { where: RESOLVED })
@Index('violation_whitelisted_account_idx', ['accountId', 'id'], { where: WHITELISTED })
@Index('violation_created_idx', ['created'])
@Index('violation_instance_id_idx', ['instanceId'])
@Index('violation_application_idx', ['applicationId'])
@Index('violation_application_version_idx', ['applicationVersionId'])
@Index('violation_rule_idx', ['ruleId', 'lastModified', 'id'], { where: WHITELISTED })
@Index('violation_recurrence_idx', ['recurrenceOf'])
@Index('violation_meta_info_idx', ['metaInfo'], { type: 'gin' })
export class ViolationEntity extends Audited {
  @IdColumn()
  id!: number;

  @TextColumn('event_id')
  eventId!: string;

  @TextColumn('account_id')
  accountId!: string;

  @TextColumn('region')
  region!: string;

  @TextColumn('instance_id', { nullable: true })
  instanceId!: string | null;

  @Column({ name: 'meta_info', type: 'jsonb', nullable: true })
  metaInfo!: JsonValue;

  @TextColumn('comment', { nullable: true })
  comment!: string | null;

  @TextColumn('plugin_fully_qualified_class_name', { nullable: true })
  pluginClass!: string | null;

  @TextColumn('violation_type_entity_id')
  @ForeignKey('ViolationTypeEntity', { name: 'violation_type_fk' })
  typeId!: string;

  @TextColumn('username', { nullable: true })
  username!: string | null;

  @BigintColumn('rule_entity_id', { nullable: true })
  @ForeignKey('RuleEntity', { name: 'violation_rule_fk' })
  ruleId!: number | null;

  @BigintColumn('application_id', { nullable: true })
  @ForeignKey('ApplicationEntity', { name: 'violation_application_fk' })
  applicationId!: number | null;

  @BigintColumn('application_version_id', { nullable: true })
  @ForeignKey('AppVersionEntity', { name: 'violation_application_version_fk' })
  applicationVersionId!: number | null;

  @InstantColumn('event_time')
  eventTime!: Date;

  /** Equal for occurrences of one finding in different events. */
  @TextColumn('fingerprint')
  fingerprint!: string;

  /** How often the finding had been seen when this row was stored, itself included. */
  @Column({ type: 'integer', default: 1 })
  occurrences!: number;

  @InstantColumn('first_seen')
  firstSeen!: Date;

  @InstantColumn('last_seen')
  lastSeen!: Date;

  /** The resolved violation that came back with this one. */
  @BigintColumn('recurrence_of', { nullable: true })
  @ForeignKey('ViolationEntity', { name: 'violation_recurrence_fk' })
  recurrenceOf!: number | null;
}
