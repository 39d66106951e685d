import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { Audited } from './audited.js';
import { BigintColumn, IdColumn, InstantColumn, TextColumn } from './columns.js';

/** A whitelisting rule (elsewhere: suppression). Application and version are names, not keys. */
@Entity('rule')
@Index('rule_expiry_date_idx', ['expiryDate'], { where: 'ended_at IS NULL' })
@Index('rule_sweep_idx', ['id'], { where: 'sweep IS NOT NULL' })
@Check('rule_reason_check', `btrim(reason) <> ''`)
@Check('rule_sweep_check', `sweep IN ('cover', 'reopen')`)
export class RuleEntity extends Audited {
  @IdColumn()
  id!: number;

  @TextColumn('account_id', { nullable: true })
  accountId!: string | null;

  @TextColumn('region', { nullable: true })
  region!: string | null;

  @TextColumn('application_id', { nullable: true })
  applicationId!: string | null;

  @TextColumn('application_version', { nullable: true })
  applicationVersion!: string | null;

  @TextColumn('image_name', { nullable: true })
  imageName!: string | null;

  @TextColumn('image_owner', { nullable: true })
  imageOwner!: string | null;

  @TextColumn('reason')
  reason!: string;

  @InstantColumn('expiry_date')
  expiryDate!: Date;

  @TextColumn('violation_type_entity_id', { nullable: true })
  @ForeignKey('ViolationTypeEntity', { name: 'rule_violation_type_fk' })
  typeId!: string | null;

  @TextColumn('meta_info_json_path', { nullable: true })
  metaInfoJsonPath!: string | null;

  /** Rules are not changed but replaced; these two lead back and forth. */
  @BigintColumn('replaces_rule_id', { nullable: true })
  @ForeignKey('RuleEntity', { name: 'rule_replaces_fk' })
  replacesRuleId!: number | null;

  @BigintColumn('replaced_by_rule_id', { nullable: true })
  @ForeignKey('RuleEntity', { name: 'rule_replaced_by_fk' })
  replacedByRuleId!: number | null;

  /** Whether violations that were open when the rule was created are covered too. */
  @Column({ name: 'applies_to_open', type: 'boolean', default: true })
  appliesToOpen!: boolean;

  /** When the rule was taken out of force. Says so, and not the expiry: the clocks of replicas differ. */
  @InstantColumn('ended_at', { nullable: true })
  endedAt!: Date | null;

  /** What is still to be done: cover open violations, or reopen those it covered. */
  @TextColumn('sweep', { nullable: true })
  sweep!: 'cover' | 'reopen' | null;

  /** The open violations still to be looked at have ids above this one. */
  @BigintColumn('sweep_after_id', { default: 0 })
  sweepAfterId!: number;

  /** Newer violations were judged when they were stored. */
  @BigintColumn('sweep_until_id', { default: 0 })
  sweepUntilId!: number;
}
