import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { ApiPropertyOptional } from '../openapi/swagger.js';
import {
  parseFlag,
  parseInstant,
  parseInteger,
  parseList,
  parseText,
  parseTexts,
} from './parse-parameter.js';

interface Described {
  readonly description: string;
  readonly example?: unknown;
}

/** A query parameter with several values: comma separated, or repeated, or both. Entries are trimmed, empty ones dropped. */
export function ListParameter({ description, example }: Described): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description, example, type: String }),
    IsOptional(),
    Transform(({ value }) => parseList(value)),
  );
}

/** A text that may be given several times, and may have commas; blank ones count as absent. */
export function RepeatableParameter({ description, example }: Described): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description, example: [example], type: [String] }),
    IsOptional(),
    Transform(({ value }) => parseTexts(value)),
  );
}

/** A text; trimmed, blank counts as absent, of several the last one. */
export function TextParameter({ description, example }: Described): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description, example, type: String }),
    IsOptional(),
    Transform(({ value }) => parseText(value)),
    IsString({ message: '$property: expected a text' }),
  );
}

/** One of a few texts; blank counts as absent. */
export function ChoiceParameter(options: Described & { choices: readonly string[] }): PropertyDecorator {
  const { description, example, choices } = options;
  return applyDecorators(
    ApiPropertyOptional({ description, example, enum: choices }),
    IsOptional(),
    Transform(({ value }) => parseText(value)),
    IsIn(choices, { message: `$property: expected one of ${choices.join(', ')}` }),
  );
}

/** An instant: ISO 8601 with date and time; blank counts as absent. */
export function InstantParameter({ description, example }: Described): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      description,
      example: example ?? '2026-08-06T10:00:00.000Z',
      type: String,
      format: 'date-time',
    }),
    IsOptional(),
    Transform(({ value }) => parseInstant(value)),
    IsDate({ message: '$property: expected a date with time, such as 2026-08-06T10:00:00.000Z' }),
  );
}

/** `true`, `on`, `yes`, `1`, or their opposites, in any case; blank counts as absent. */
export function FlagParameter({ description, example }: Described): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description, example, type: Boolean }),
    IsOptional(),
    Transform(({ value }) => parseFlag(value)),
    IsBoolean({ message: '$property: expected true or false' }),
  );
}

/** A whole number; blank counts as absent. */
export function IntegerParameter(options: Described & { min?: number; max?: number }): PropertyDecorator {
  const { description, example, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return applyDecorators(
    ApiPropertyOptional({ description, example, type: Number, minimum: options.min, maximum: options.max }),
    IsOptional(),
    Transform(({ value }) => parseInteger(value)),
    IsInt({ message: '$property: expected a whole number' }),
    Min(min),
    Max(max),
  );
}
