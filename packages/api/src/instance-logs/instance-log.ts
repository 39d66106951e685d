import { Transform } from 'class-transformer';
import { IsDate, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { parseLenientInstant } from '../http/lenient-instant.js';
import { ApiProperty, ApiPropertyOptional } from '../openapi/swagger.js';

/** What instances send: their user data when they start, their audit logs now and then. */
export const LOG_TYPES = ['USER_DATA', 'AUDIT_LOG'] as const;

/** The log of an instance, as the instance sends it. */
export class InstanceLogJson {
  @ApiProperty({ enum: LOG_TYPES, description: 'User data as YAML, or a gzipped audit log.' })
  @IsIn(LOG_TYPES, { message: `$property: expected one of ${LOG_TYPES.join(', ')}` })
  log_type!: (typeof LOG_TYPES)[number];

  @ApiProperty({ example: 'i-1234567890abcdef0', pattern: '^i-[0-9a-z]+$', maxLength: 64 })
  @IsString({ message: '$property: expected a text' })
  @MaxLength(64, { message: '$property: expected at most 64 characters' })
  // Also what keeps `/` and `..` out of the key in S3.
  @Matches(/^i-[0-9a-z]+$/, { message: '$property: expected an instance id, such as i-1234567890abcdef0' })
  instance_id!: string;

  @ApiProperty({ description: 'AWS account, 12 digits.', example: '111222333444' })
  @IsString({ message: '$property: expected a text' })
  @MaxLength(64, { message: '$property: expected at most 64 characters' })
  @Matches(/^[0-9A-Za-z_-]+$/, { message: '$property: expected an AWS account id' })
  account_id!: string;

  @ApiProperty({ example: 'eu-central-1', maxLength: 64 })
  @IsString({ message: '$property: expected a text' })
  @MaxLength(64, { message: '$property: expected at most 64 characters' })
  @Matches(/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/, {
    message: '$property: expected an AWS region, such as eu-central-1',
  })
  region!: string;

  @ApiPropertyOptional({
    description:
      'ISO 8601, with or without time and zone (UTC then), or milliseconds since 1970. Default: now.',
    oneOf: [{ type: 'string' }, { type: 'integer' }],
    nullable: true,
    example: '2026-08-06T10:00:00.000Z',
  })
  @Transform(({ value }) => parseLenientInstant(value))
  @IsOptional()
  @IsDate({
    message: '$property: expected a date, such as 2026-08-06T10:00:00.000Z, or milliseconds since 1970',
  })
  instance_boot_time?: Date | null;

  @ApiProperty({
    description: 'Base64, line breaks allowed; at most 5 MiB when decoded.',
    example: 'I3RhdXBhZ2U=',
  })
  @IsString({ message: '$property: expected Base64' })
  log_data!: string;
}
