import { BadRequestException } from '@nestjs/common';

/** Validation and the database walk through a body by recursion; this deep, no honest body is. */
const MAX_DEPTH = 100;

/** @throws {BadRequestException} for a body that is nested deeper than 100 levels. */
export function requireShallowBody(body: unknown): void {
  // Without recursion, for what it is there to prevent.
  let level = [body];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) {
    level = level.flatMap(childrenOf);
    if (level.length === 0) return;
  }
  throw new BadRequestException(`body: expected at most ${MAX_DEPTH} levels of nesting`);
}

function childrenOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  return Array.isArray(value) ? value : Object.values(value);
}
