import { Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Audited } from './audited.js';
import { IdColumn, TextColumn } from './columns.js';

/** An application, by its name in the application registry. */
@Entity('application')
@Unique('unique_app_name', ['name'])
export class ApplicationEntity extends Audited {
  @IdColumn()
  id!: number;

  @TextColumn('name')
  name!: string;
}

/** A version, by name: `1.0` is one row, shared by all applications that have it. */
@Entity('app_version')
@Unique('unique_version_name', ['name'])
export class AppVersionEntity extends Audited {
  @IdColumn()
  id!: number;

  @TextColumn('name')
  name!: string;
}

/** Says that an application has a version. */
@Entity('application_version_entities')
@Index('application_version_entities_version_idx', ['versionId'])
export class ApplicationVersionLink {
  @PrimaryColumn({ name: 'application_entities_id', type: 'bigint' })
  @ForeignKey('ApplicationEntity', { name: 'application_version_entities_application_fk' })
  applicationId!: number;

  @PrimaryColumn({ name: 'version_entities_id', type: 'bigint' })
  @ForeignKey('AppVersionEntity', { name: 'application_version_entities_version_fk' })
  versionId!: number;
}
