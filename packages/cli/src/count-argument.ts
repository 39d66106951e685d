import { InvalidArgumentError } from 'commander';

/** A number of things, at least one. @throws {InvalidArgumentError} for everything else. */
export function countArgument(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('Expected a whole number, 1 or more.');
}
