import type { JsonValue } from '@fullstop/core';
import { storableJson, storableText } from '../findings/storable-text.js';
import type { SqlParameters } from './sql-parameters.js';
import type { MetaInfoCondition } from './violation-filter.js';

/** Longer values are compared as strings only: deeply nested ones would exhaust the stack here and in the database. */
const MAX_STRUCTURE_LENGTH = 1000;

/**
 * SQL that holds when a member of `v.meta_info`, written as text, is the value: `1` finds the number and the string.
 * As containment (`@>`), because nothing else uses the index.
 */
export function metaInfoCondition({ key, value }: MetaInfoCondition, parameters: SqlParameters): string {
  const holds = (member: JsonValue) => {
    const json = storableJson({ [key]: member });
    return `v.meta_info @> ${parameters.add(json)}::jsonb`;
  };
  const meant = parsed(value);
  if (meant === undefined) return holds(value);
  if (typeof meant !== 'object' || meant === null) return `(${holds(value)} OR ${holds(meant)})`;
  // A list contains another one that has fewer entries.
  const member = `v.meta_info -> ${parameters.add(storableText(key))}::text`;
  const equal = `${member} = ${parameters.add(storableJson(meant))}::jsonb`;
  return `(${holds(value)} OR (${holds(meant)} AND ${equal}))`;
}

/** The value that the text stands for when it is not (only) a string; `undefined` otherwise. */
function parsed(text: string): JsonValue | undefined {
  if (text.length > MAX_STRUCTURE_LENGTH) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    if (typeof value === 'string') return undefined;
    // `1.0` and `1` are one number, but two texts.
    return typeof value === 'number' && String(value) !== text ? undefined : value;
  } catch {
    return undefined;
  }
}
