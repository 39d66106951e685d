import type { JsonValue } from '@fullstop/core';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { BigintColumn } from './columns.js';

/** What a job found, over all its scans: which violation it is now, and whether it is still there. */
@Entity('job_finding')
@Index('job_finding_violation_idx', ['violationId'])
export class JobFindingEntity {
  @PrimaryColumn({ type: 'text' })
  job!: string;

  @PrimaryColumn({ name: 'account_id', type: 'text' })
  accountId!: string;

  @PrimaryColumn({ type: 'text' })
  region!: string;

  /** As the job gives it; that of a recurrence's violation has a number, too. */
  @PrimaryColumn({ name: 'event_id', type: 'text' })
  eventId!: string;

  @PrimaryColumn({ type: 'text' })
  type!: string;

  /** Empty where there is none. */
  @PrimaryColumn({ name: 'instance_id', type: 'text' })
  instanceId!: string;

  /** Whether it is about a run as a whole, and not about its account and region. */
  @Column({ name: 'of_run', type: 'boolean' })
  ofRun!: boolean;

  @BigintColumn('violation_id')
  @ForeignKey('ViolationEntity', { name: 'job_finding_violation_fk' })
  violationId!: number;

  /** 1, and one more each time that it came back. */
  @Column({ type: 'integer' })
  number!: number;

  /** Complete scans since it was last seen. */
  @Column({ name: 'missed_scans', type: 'integer' })
  missedScans!: number;

  @Column({ type: 'boolean' })
  gone!: boolean;

  /** Earlier evidence, oldest first. */
  @Column({ type: 'jsonb' })
  history!: readonly { readonly until: string; readonly meta_info: JsonValue }[];
}
