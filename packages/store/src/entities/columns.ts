import { Column, PrimaryGeneratedColumn, type ValueTransformer } from 'typeorm';

/** PostgreSQL's 64-bit numbers arrive as texts; ours stay far below 2^53. */
const asNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** Numbers can be given on insert, so that old rows keep theirs when imported. */
export function IdColumn(): PropertyDecorator {
  // The type of the decorator's options lacks the transformer, which works like anywhere else.
  const options = { type: 'bigint', generatedIdentity: 'BY DEFAULT', transformer: asNumber } as const;
  return PrimaryGeneratedColumn('identity', options);
}

/** A 64-bit number, such as a key of another table. */
export function BigintColumn(name: string, options: { nullable?: boolean; default?: number } = {}) {
  return Column({ ...options, name, type: 'bigint', transformer: asNumber });
}

/** An instant in UTC. Milliseconds, because a JavaScript date has no more and comparisons would fail on the rest. */
export function InstantColumn(name: string, options: { nullable?: boolean } = {}): PropertyDecorator {
  return Column({ ...options, name, type: 'timestamptz', precision: 3 });
}

/** Text of any length. */
export function TextColumn(name: string, options: { nullable?: boolean } = {}): PropertyDecorator {
  return Column({ ...options, name, type: 'text' });
}
