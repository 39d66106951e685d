import { BadRequestException } from '@nestjs/common';
import { IsIn, IsOptional } from 'class-validator';
import { ExactParameters } from '../errors/validation.js';
import { FlagParameter, InstantParameter } from '../http/parameters.js';
import { ApiPropertyOptional } from '../openapi/swagger.js';

/** Which rules to list, and how. */
export class RuleListParameters {
  @FlagParameter({
    description: 'Rules in force, or rules that ended. Default: both; of YAML, those in force.',
  })
  active?: boolean;

  @InstantParameter({
    description: 'Only rules from before this instant that have not covered a violation since.',
  })
  'unused-since'?: Date;

  @ApiPropertyOptional({
    description: 'Form of the answer; `Accept: application/yaml` says the same. YAML can be imported again.',
    enum: ['json', 'yaml'],
    example: 'json',
  })
  @IsOptional()
  @IsIn(['json', 'yaml'], { message: '$property: expected json or yaml' })
  format?: 'json' | 'yaml';
}

/** How a rule comes into force. */
@ExactParameters()
export class RuleChangeParameters {
  @FlagParameter({
    description: 'Whether violations that are open now are covered too. Default true.',
    example: true,
  })
  'apply-to-open'?: boolean;
}

/** How a rule comes into force, if it does. */
@ExactParameters()
export class RuleCreationParameters extends RuleChangeParameters {
  @FlagParameter({
    description:
      'Changes nothing, and says what the rule would cover, as `/api/whitelisting-rules/test` does.',
    example: false,
  })
  'dry-run'?: boolean;
}

/** When a rule ends. */
@ExactParameters()
export class RuleExpiryParameters {
  @InstantParameter({ description: 'When the rule shall end, in the future. Default: at once.' })
  expiryDate?: Date;
}

/**
 * The version in `If-Match`, such as `"3"` or `W/"3"`; `undefined` when there is none, or `*`.
 * @throws {BadRequestException} when it is none of these.
 */
export function versionIn(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(ifMatch)?.[1];
  if (version === undefined)
    throw new BadRequestException('If-Match: expected the version of the rule, such as "0"');
  return Number(version);
}
