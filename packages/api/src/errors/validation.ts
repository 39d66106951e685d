import {
  BadRequestException,
  type ValidationError,
  ValidationPipe,
  type ValidationPipeOptions,
} from '@nestjs/common';
import type { FieldErrorJson } from './error-json.js';

/** Refuses bodies and parameters that do not fit their class with a 400 that names each field. Unknown fields are dropped, by default. */
export function validation(options: ValidationPipeOptions = {}): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    ...options,
    exceptionFactory: (problems) => {
      const errors = problems.flatMap((problem) => fieldErrors(problem, ''));
      return new BadRequestException({ message: errors.map(({ message }) => message).join('; '), errors });
    },
  });
}

/** One entry for each field, also for those inside of others. */
function fieldErrors(
  { property, constraints, children = [] }: ValidationError,
  prefix: string,
): FieldErrorJson[] {
  const field = `${prefix}${property}`;
  const messages = Object.values(constraints ?? {});
  const inner = children.flatMap((child) => fieldErrors(child, `${field}.`));
  if (messages.length === 0) return inner;
  const [first = ''] = messages;
  return [
    { field, message: first.startsWith(property) ? `${prefix}${first}` : `${field}: ${first}` },
    ...inner,
  ];
}
