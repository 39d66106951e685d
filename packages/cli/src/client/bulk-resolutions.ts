import type { ViolationJson } from '@fullstop/core';
import type { ApiClient } from './api-client.js';
import type { ViolationFilter } from './violation-filter.js';
import { filterParameters } from './violations.js';

/** What became of one violation. */
interface BulkResult {
  readonly id: number;
  /** In the server's word, such as `done`. */
  readonly outcome: string;
}

/** What became of a bulk resolution. */
export interface BulkResolution {
  /** Stands for the whole when it is to be undone. */
  readonly bulk_id: number;
  readonly resolved: number;
  /** One for each id that was given; for a preview only of those that were left alone. */
  readonly results: readonly BulkResult[];
}

/** What became of the undoing of a bulk resolution. */
export interface BulkUndo {
  readonly undone: number;
  /** Those that were left alone. */
  readonly results: readonly BulkResult[];
}

/** Everything that matches. */
export interface BulkPreview {
  readonly count: number;
  /** How many more match, in accounts that the caller is no member of. */
  readonly forbidden_count: number;
  readonly counts: readonly { readonly account: string; readonly type: string; readonly quantity: number }[];
  /** The first few. */
  readonly samples: readonly ViolationJson[];
  /** Resolves exactly these, once. */
  readonly preview_token: string;
}

/** What the server takes at once. */
export const MAX_BULK_IDS = 10_000;

const PATH = '/api/violations/resolutions';
const REASONS: Readonly<Record<string, string>> = {
  unknown: 'there is no such violation',
  forbidden: 'not allowed, you are no member of its account',
  whitelisted: 'whitelisted by a rule',
  changed: 'somebody changed it meanwhile',
};

/** Resolves these, at most {@link MAX_BULK_IDS}; all or, when the request fails, none. */
export function resolveIds(api: ApiClient, ids: readonly number[], comment: string): Promise<BulkResolution> {
  return api.send('POST', PATH, { body: { ids, comment } });
}

/** Asks which open violations match. Changes nothing. */
export function previewMatching(api: ApiClient, filter: ViolationFilter): Promise<BulkPreview> {
  return api.send('POST', `${PATH}/preview`, { query: [['state', 'open'], ...filterParameters(filter)] });
}

/** Resolves exactly what a preview has shown. */
export function resolvePreviewed(
  api: ApiClient,
  { preview_token }: BulkPreview,
  comment: string,
): Promise<BulkResolution> {
  return api.send('POST', PATH, { body: { preview_token, comment } });
}

/** Undoes a bulk resolution. */
export function undoBulk(api: ApiClient, bulkId: number): Promise<BulkUndo> {
  return api.send('DELETE', `${PATH}/${bulkId}`);
}

/** Why a violation was left alone; `undefined` for one that is as it was wanted. */
export function reasonOf(outcome: string): string | undefined {
  return outcome === 'done' || outcome === 'unchanged' ? undefined : (REASONS[outcome] ?? outcome);
}

/** Tells how to undo a bulk resolution. */
export function undoHint(bulkId: number): string {
  return `To undo this within a day: fullstop unresolve --bulk ${bulkId}\n`;
}
