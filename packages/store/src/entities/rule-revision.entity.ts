import { Check, Entity, PrimaryColumn } from 'typeorm';
import { BigintColumn } from './columns.js';

/** One row that counts the changes of rules, so that processes know when theirs are old. */
@Entity('rule_revision')
@Check('rule_revision_id_check', 'id = 1')
export class RuleRevisionEntity {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  @BigintColumn('revision')
  revision!: number;
}
