import type { JsonValue } from '@fullstop/core';
import { Transform } from 'class-transformer';
import { IsDefined, ValidateBy } from 'class-validator';
import { OptionalText, RequiredText } from '../http/body-fields.js';
import { ApiProperty } from '../openapi/swagger.js';

const MAX_META_INFO_BYTES = 64 * 1024;

/** A violation as others than plugins and jobs report it. */
export class NewViolationJson {
  @RequiredText({
    description: 'Id of the CloudTrail event, or any id that is stable for what was found.',
    example: '0a1b2c3d-0000-4000-8000-123456789abc',
    maxLength: 255,
  })
  event_id!: string;

  @RequiredText({ description: 'AWS account, 12 digits.', example: '111222333444', maxLength: 255 })
  account_id!: string;

  @RequiredText({ description: 'AWS region.', example: 'eu-central-1', maxLength: 255 })
  region!: string;

  @RequiredText({
    description: 'Id of a violation type; `GET /api/violation-types` lists them.',
    example: 'WRONG_AMI',
    maxLength: 255,
  })
  violation_type!: string;

  @ApiProperty({
    description: `Details: any JSON but null, at most ${MAX_META_INFO_BYTES / 1024} KiB.`,
    example: { ami_id: 'ami-1234' },
    type: Object,
  })
  // As it came, not the copy: that leaves out members whose names every object has, such as `valueOf`.
  @Transform(({ obj }) => obj.meta_info)
  @IsDefined({ message: '$property: must not be missing or null' })
  @ValidateBy({
    name: 'maxJsonBytes',
    validator: {
      validate: (value) => Buffer.byteLength(JSON.stringify(value) ?? '') <= MAX_META_INFO_BYTES,
      defaultMessage: () => `$property: expected at most ${MAX_META_INFO_BYTES} bytes of JSON`,
    },
  })
  meta_info!: JsonValue;

  @OptionalText({
    description: 'The resource that it is about, usually an EC2 instance; absent: the event itself.',
    example: 'i-1234567890abcdef0',
    maxLength: 1024,
  })
  instance_id?: string | null;

  @OptionalText({
    description: 'IAM or federated user of the event.',
    example: 'arn:aws:iam::111222333444:user/jdoe',
    maxLength: 1024,
  })
  username?: string | null;

  @OptionalText({ description: 'Name of the application.', example: 'my-app', maxLength: 255 })
  application_id?: string | null;

  @OptionalText({ description: 'Name of its version.', example: '1.0', maxLength: 255 })
  application_version?: string | null;
}

/** Answer to a new violation. */
export class IntakeJson {
  @ApiProperty({ description: 'Id of the violation, also of one that was known before.', example: 4711 })
  id!: number;

  @ApiProperty({ description: 'Whether the same violation was stored before; nothing was changed then.' })
  duplicate!: boolean;
}
