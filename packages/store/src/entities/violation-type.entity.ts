import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Audited } from './audited.js';
import { TextColumn } from './columns.js';

/** A kind of violation. */
@Entity('violation_type')
export class ViolationTypeEntity extends Audited {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @TextColumn('help_text', { nullable: true })
  helpText!: string | null;

  @Column({ name: 'violation_severity', type: 'integer', nullable: true })
  severity!: number | null;

  @Column({ name: 'is_audit_relevant', type: 'boolean', default: false })
  auditRelevant!: boolean;

  @Column({ type: 'varchar', length: 32, nullable: true })
  title!: string | null;

  @Column({ type: 'integer', nullable: true, default: 4 })
  priority!: number | null;
}
