import { Check, Entity, ForeignKey, Index } from 'typeorm';
import { BigintColumn, IdColumn, InstantColumn, TextColumn } from './columns.js';

/** One line of the audit trail: somebody resolved a violation, or took that back. */
@Entity('violation_resolution')
@Index('violation_resolution_violation_idx', ['violationId', 'id'])
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
}
