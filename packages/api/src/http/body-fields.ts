import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { ApiProperty, ApiPropertyOptional } from '../openapi/swagger.js';

interface TextField {
  readonly description: string;
  readonly example: string;
  /** In UTF-16 units. */
  readonly maxLength: number;
}

/** A text of a request body that must be there and say something. */
export function RequiredText({ description, example, maxLength }: TextField): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ description, example, maxLength }),
    IsString({ message: '$property: expected a text' }),
    Matches(/\S/, { message: '$property: must not be blank' }),
    MaxLength(maxLength, { message: `$property: expected at most ${maxLength} characters` }),
  );
}

/** A text of a request body that may be absent; a blank one counts as absent. */
export function OptionalText({ description, example, maxLength }: TextField): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description, example, maxLength, type: String, nullable: true }),
    IsOptional(),
    Transform(({ value }) => (typeof value === 'string' && value.trim() === '' ? null : value)),
    IsString({ message: '$property: expected a text' }),
    MaxLength(maxLength, { message: `$property: expected at most ${maxLength} characters` }),
  );
}
