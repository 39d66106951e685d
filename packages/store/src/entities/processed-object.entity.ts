import { Column, Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, TextColumn } from './columns.js';

/** The ledger: a version of a log object that was read to its end. */
@Entity('processed_object')
@Index('unique_processed_object', ['bucket', 'key', 'etag'], { unique: true })
@Index('processed_object_processed_at_idx', ['processedAt'])
export class ProcessedObjectEntity {
  @IdColumn()
  id!: number;

  @TextColumn('bucket')
  bucket!: string;

  @TextColumn('key')
  key!: string;

  @TextColumn('etag')
  etag!: string;

  @InstantColumn('processed_at')
  processedAt!: Date;

  @Column({ type: 'integer' })
  records!: number;

  @Column({ name: 'malformed_records', type: 'integer' })
  malformedRecords!: number;

  @Column({ type: 'integer' })
  dispatched!: number;
}
