import { BigintColumn, InstantColumn, TextColumn } from './columns.js';

/** Who made and last changed a row, and how often it was changed. */
export abstract class Audited {
  @InstantColumn('created')
  created!: Date;

  @TextColumn('created_by')
  createdBy!: string;

  @InstantColumn('last_modified')
  lastModified!: Date;

  @TextColumn('last_modified_by')
  lastModifiedBy!: string;

  /** Optimistic lock: 0 when stored, +1 per change. Compared by hand; TypeORM's version column is not when saving. */
  @BigintColumn('version', { default: 0 })
  version!: number;
}
