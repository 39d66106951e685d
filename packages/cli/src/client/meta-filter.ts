import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { InvalidArgumentError } from 'commander';

/** One `key=value` that a violation's meta information must have. */
export interface MetaFilter {
  /** A key, or several joined by dots: `bucket.name`. */
  readonly key: string;
  readonly value: string;
}

/** The filters in `key=value[,key=value…]`, added to those before. @throws {InvalidArgumentError} for a part without `=`. */
export function parseMetaFilters(text: string, before: readonly MetaFilter[] = []): MetaFilter[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return [...before, ...parts.map(filterOf)];
}

function filterOf(part: string): MetaFilter {
  const [key = '', ...rest] = part.split('=');
  if (key.trim() === '' || rest.length === 0) {
    throw new InvalidArgumentError(`Expected key=value, not "${part.trim()}".`);
  }
  return { key: key.trim(), value: rest.join('=').trim() };
}

/**
 * Whether meta information has all the values. A value is compared by its text; `true`, `false` and `null` may be written as
 * Python does (`True`, `None`), and an absent key is `null`. Text that is JSON counts as what it holds.
 */
export function matchesMeta(metaInfo: JsonValue | undefined, filters: readonly MetaFilter[]): boolean {
  const meta = parsed(metaInfo);
  return filters.every(({ key, value }) => isJsonObject(meta) && isMeantBy(value, valueAt(meta, key)));
}

/**
 * Those filters that the server applies exactly: it compares the text of top-level values, and does not know absent keys as
 * null nor Python's words.
 */
export function serverMetaFilters(filters: readonly MetaFilter[]): MetaFilter[] {
  return filters.filter(
    ({ key, value }) => !key.includes('.') && !['True', 'False', 'None', 'null'].includes(value),
  );
}

function parsed(metaInfo: JsonValue | undefined): JsonValue | undefined {
  if (typeof metaInfo !== 'string') return metaInfo;
  try {
    return JSON.parse(metaInfo) as JsonValue;
  } catch {
    // Text that is no JSON has no keys.
    return undefined;
  }
}

function valueAt(meta: JsonObject, key: string): JsonValue | undefined {
  if (Object.hasOwn(meta, key)) return meta[key];
  return key
    .split('.')
    .reduce<JsonValue | undefined>(
      (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      meta,
    );
}

function isMeantBy(text: string, value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return text === 'null' || text === 'None';
  if (value === true) return text === 'true' || text === 'True';
  if (value === false) return text === 'false' || text === 'False';
  if (typeof value === 'object') return isDeepStrictEqual(parsed(text), value);
  return text === String(value);
}
