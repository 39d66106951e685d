import { ApiProperty } from '../openapi/swagger.js';
import { RuleJson } from './rule.js';

/** What an import changed. */
export class RuleImportJson {
  @ApiProperty({ description: 'Rules that are new.', type: [RuleJson] })
  created!: RuleJson[];

  @ApiProperty({ description: 'Rules that were not created because an equal one is in force.', example: 0 })
  unchanged!: number;
}
