import { BadRequestException, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '../openapi/swagger.js';

const MAX_ID = 9_223_372_036_854_775_807n;

/** @throws {BadRequestException} unless the text is a decimal number that fits into 64 bits. */
function parseId(text: string): number {
  if (!/^\d{1,19}$/.test(text) || BigInt(text) > MAX_ID) {
    throw new BadRequestException(`id: expected a whole number, not "${text.slice(0, 40)}"`);
  }
  // Ids of ours stay far below 2^53; beyond it a number finds nothing, which is right.
  return Number(text);
}

// Not a pipe: the validation comes before those, and would make an inexact number of the text.
const FromPath = createParamDecorator((_: unknown, context: ExecutionContext) =>
  parseId(String(context.switchToHttp().getRequest<{ params: { id?: string } }>().params.id)),
);

/** The id in the path, as a parameter of a controller's method. */
export function IdParameter(): ParameterDecorator {
  return (controller, method, index) => {
    FromPath()(controller, method, index);
    const descriptor = method && Object.getOwnPropertyDescriptor(controller, method);
    if (!descriptor) return;
    ApiParam({ name: 'id', type: Number, example: 4711, description: 'A whole number of at most 64 bits.' })(
      controller,
      method,
      descriptor,
    );
  };
}
