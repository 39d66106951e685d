import {
  type ArgumentMetadata,
  BadRequestException,
  type PipeTransform,
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

const exact = new WeakSet<object>();

/** Of a class of parameters: unknown ones are refused, where one that is misspelt would change what nobody wanted to. */
export function ExactParameters(): ClassDecorator {
  return (parameters) => {
    exact.add(parameters);
  };
}

/** For all bodies and parameters: {@link validation}, as strict as their class asks for. */
export function validationByClass(): PipeTransform {
  const lenient = validation();
  const strict = validation({ forbidNonWhitelisted: true });
  return {
    transform: (value: unknown, metadata: ArgumentMetadata) => {
      const { metatype } = metadata;
      return (metatype && exact.has(metatype) ? strict : lenient).transform(value, metadata);
    },
  };
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
