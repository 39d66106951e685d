import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { BigintColumn, IdColumn, InstantColumn, TextColumn } from './columns.js';

/** Many violations resolved with one comment. */
@Entity('bulk_resolution')
export class BulkResolutionEntity {
  @IdColumn()
  id!: number;

  @TextColumn('actor')
  actor!: string;

  @TextColumn('comment')
  comment!: string;

  @InstantColumn('at')
  at!: Date;

  @InstantColumn('undone_at', { nullable: true })
  undoneAt!: Date | null;
}

/** Violations that somebody was shown before resolving them all, each in the version that was shown. */
@Entity('resolution_preview')
@Index('resolution_preview_expires_at_idx', ['expiresAt'])
export class ResolutionPreviewEntity {
  /** Random, so that nobody guesses it. */
  @PrimaryColumn({ type: 'text' })
  token!: string;

  @TextColumn('actor')
  actor!: string;

  @Column({ type: 'bigint', array: true })
  ids!: string[];

  /** Of each id, in the same order. */
  @Column({ type: 'bigint', array: true })
  versions!: string[];

  @InstantColumn('expires_at')
  expiresAt!: Date;

  /** What became of it. */
  @BigintColumn('bulk_id', { nullable: true })
  @ForeignKey('BulkResolutionEntity', { name: 'resolution_preview_bulk_fk' })
  bulkId!: number | null;
}
