import { NEVER, type RuleDraft } from '@fullstop/store';
import { BadRequestException } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Allow, IsDate, IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import { validation } from '../errors/validation.js';
import { OptionalText } from '../http/body-fields.js';
import { parseLenientInstant } from '../http/lenient-instant.js';
import { ApiProperty, ApiPropertyOptional } from '../openapi/swagger.js';

const MAX_TEXT = 1024;
const MAX_REASON = 4000;
/** Patterns and paths; the store says the same. */
const MAX_PATTERN = 1000;

/**
 * A whitelisting rule as callers write it. All criteria that are given must hold. What else a rule has when it is read may
 * be there, and is ignored; anything else is refused, so that no misspelt criterion makes a rule cover more than was meant.
 */
export class RuleInput {
  @ApiProperty({
    description: 'Why. Needed, except for a test.',
    example: 'ticket 4711',
    maxLength: MAX_REASON,
  })
  @IsOptional()
  @IsString({ message: '$property: expected a text' })
  @MaxLength(MAX_REASON, { message: `$property: expected at most ${MAX_REASON} characters` })
  reason?: string | null;

  @OptionalText({ description: 'AWS account.', example: '111222333444', maxLength: MAX_TEXT })
  account_id?: string | null;

  @OptionalText({ description: 'AWS region.', example: 'eu-central-1', maxLength: MAX_TEXT })
  region?: string | null;

  @OptionalText({ description: 'Name of the application.', example: 'my-app', maxLength: MAX_TEXT })
  application_id?: string | null;

  @OptionalText({ description: 'Name of its version.', example: '1.0', maxLength: MAX_TEXT })
  application_version?: string | null;

  @OptionalText({
    description:
      'Regular expression for the entire `meta_info.ami_name`, in the syntax of RE2: no look-arounds, back references, ' +
      'possessive quantifiers, atomic groups or nested character classes.',
    example: 'CD-jenkins-.+',
    maxLength: MAX_PATTERN,
  })
  image_name?: string | null;

  @OptionalText({
    description: 'AWS account that owns the image, `meta_info.ami_owner_id`.',
    example: '999888777666',
    maxLength: MAX_TEXT,
  })
  image_owner?: string | null;

  @OptionalText({ description: 'Id of a violation type.', example: 'WRONG_AMI', maxLength: MAX_TEXT })
  violation_type?: string | null;

  @OptionalText({
    description: 'The same under the name it has in answers; if both are given, they must be equal.',
    example: 'WRONG_AMI',
    maxLength: MAX_TEXT,
  })
  violation_type_entity_id?: string | null;

  @OptionalText({
    description:
      'JSONPath in the dialect of Jayway that must give a non-empty list on `meta_info`. A filter `[?(…)]` on an object ' +
      'tests the object itself; `=~ /…/` must match the whole value.',
    example: '$[?(@.user_name =~ /ci-.+/)]',
    maxLength: MAX_PATTERN,
  })
  meta_info_json_path?: string | null;

  @ApiPropertyOptional({
    description:
      'Until when. ISO 8601, with or without time and zone (UTC then), or milliseconds since 1970. Default: for ever, ' +
      'which is the year 9999.',
    example: '2027-01-01T00:00:00.000Z',
    type: String,
    format: 'date-time',
    nullable: true,
  })
  @IsOptional()
  @Transform(({ value }) => (value === '' ? null : parseLenientInstant(value)))
  @IsDate({ message: '$property: expected a date, such as 2027-01-01T00:00:00.000Z' })
  expiry_date?: Date | null;

  @ApiPropertyOptional({
    description: 'When replacing a rule: its version as it was read. If it has another one, 409.',
    example: 0,
    type: Number,
    nullable: true,
  })
  @IsOptional()
  @IsInt({ message: '$property: expected a whole number' })
  version?: number | null;

  @Allow()
  id?: unknown;

  @Allow()
  created?: unknown;

  @Allow()
  created_by?: unknown;

  @Allow()
  last_modified?: unknown;

  @Allow()
  last_modified_by?: unknown;

  @Allow()
  replaces_rule_id?: unknown;

  @Allow()
  replaced_by_rule_id?: unknown;

  @Allow()
  covered?: unknown;

  @Allow()
  last_covered?: unknown;

  @Allow()
  in_progress?: unknown;
}

/**
 * Reads a {@link RuleInput}, and refuses unknown fields. For parameters of type `unknown`: the pipe of all routes would drop
 * these fields before.
 */
export const ruleBody = validation({ forbidNonWhitelisted: true, expectedType: RuleInput });

/** The rule that was written. @throws {BadRequestException} when it names two violation types. */
export function draftOf(input: RuleInput): RuleDraft {
  return {
    accountId: input.account_id ?? null,
    region: input.region ?? null,
    type: typeOf(input),
    imageName: input.image_name ?? null,
    imageOwner: input.image_owner ?? null,
    applicationId: input.application_id ?? null,
    applicationVersion: input.application_version ?? null,
    metaInfoJsonPath: input.meta_info_json_path ?? null,
    reason: input.reason ?? '',
    expiryDate: input.expiry_date ?? NEVER,
  };
}

function typeOf({ violation_type: type, violation_type_entity_id: sameType }: RuleInput): string | null {
  if (type && sameType && type.trim() !== sameType.trim()) {
    const message = `violation_type: "${type}" and violation_type_entity_id "${sameType}" differ; give one of them`;
    throw new BadRequestException({ message, errors: [{ field: 'violation_type', message }] });
  }
  return type ?? sameType ?? null;
}
