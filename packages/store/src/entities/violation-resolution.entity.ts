import { Check, Entity, ForeignKey, Index } from 'typeorm';
import { BigintColumn, IdColumn, InstantColumn, TextColumn } from './columns.js';

/** One line of the audit trail: somebody resolved a violation, or took that back. */
@Entity('violation_resolution')
@Index('violation_resolution_violation_idx', ['violationId', 'id'])
@Index('violation_resolution_bulk_idx', ['bulkId'], { where: 'bulk_id IS NOT NULL' })
@Check('violation_resolution_action_check', `action IN ('resolve', 'unresolve')`)
export class ViolationResolutionEntity {
  @IdColumn()
  id!: number;

  @BigintColumn('violation_id')
  @ForeignKey('ViolationEntity', { name: 'violation_resolution_violation_fk' })
  violationId!: number;

  @TextColumn('action')
  action!: 'resolve' | 'unresolve';

  @TextColumn('comment', { nullable: true })
  comment!: string | null;

  @TextColumn('previous_comment', { nullable: true })
  previousComment!: string | null;

  @TextColumn('actor')
  actor!: string;

  @InstantColumn('at')
  at!: Date;

  /** The violation's version after this change: as long as it has it, nobody changed it since. */
  @BigintColumn('violation_version', { default: 0 })
  violationVersion!: number;

  /** The bulk resolution that this was a part of. */
  @BigintColumn('bulk_id', { nullable: true })
  @ForeignKey('BulkResolutionEntity', { name: 'violation_resolution_bulk_fk' })
  bulkId!: number | null;
}
