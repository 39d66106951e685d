import { BadRequestException } from '@nestjs/common';
import type { PageRequest, SortKey } from './page.js';

const DEFAULT_SIZE = 10;
const MAX_SIZE = 2000;
const MAX_INTEGER = 2_147_483_647;
/** Rows that may be skipped: beyond it a database reads for seconds. */
const MAX_OFFSET = 100_000;

/** The raw parameters of a page, as they arrive. */
export interface RawPageRequest {
  readonly page?: unknown;
  readonly size?: unknown;
  readonly sort?: unknown;
}

/** What a list can be sorted by. */
export interface Sorting {
  /** Names that clients may give, each with the column that it means. */
  readonly properties: ReadonlyMap<string, string>;
  readonly byDefault: SortKey;
}

/**
 * The page that was asked for. Odd numbers become the defaults, as old clients expect it.
 * @throws {BadRequestException} for an unknown sort property, and for a page too far away.
 */
export function pageRequestOf({ page, size, sort }: RawPageRequest, sorting: Sorting): PageRequest {
  const request = {
    number: wholeNumber(page, 0) ?? 0,
    size: Math.min(wholeNumber(size, 1) ?? DEFAULT_SIZE, MAX_SIZE),
    sort: sortKeysOf(sort, sorting),
  };
  if (request.number * request.size > MAX_OFFSET) {
    throw new BadRequestException(
      `page: ${request.number} pages of ${request.size} are more than ${MAX_OFFSET} rows to skip; ` +
        'use after-id or before-id with the last id of the page before',
    );
  }
  return request;
}

function wholeNumber(value: unknown, min: number): number | undefined {
  const text = [value].flat().at(-1);
  if (typeof text !== 'string' || !/^\+?\d{1,10}$/.test(text.trim())) return undefined;
  const number = Number(text);
  return number < min || number > MAX_INTEGER ? undefined : number;
}

function sortKeysOf(value: unknown, { properties, byDefault }: Sorting): SortKey[] {
  const keys = [value].flat().flatMap((text) => (typeof text === 'string' ? keysIn(text) : []));
  const unknown = keys.find(({ property }) => !properties.has(property));
  if (unknown) {
    throw new BadRequestException(
      `sort: cannot sort by "${unknown.property.slice(0, 40)}"; use one of ${[...properties.keys()].join(', ')}`,
    );
  }
  return keys.length > 0 ? keys : [byDefault];
}

/** `property[,property…][,asc|desc]` */
function keysIn(text: string): SortKey[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const direction = /^(asc|desc)$/i.test(words.at(-1) ?? '') ? words.pop()?.toLowerCase() : 'asc';
  return words.map((property) => ({ property, descending: direction === 'desc' }));
}
