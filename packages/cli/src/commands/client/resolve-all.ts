import {
  type BulkPreview,
  previewMatching,
  reasonOf,
  resolvePreviewed,
  undoHint,
} from '../../client/bulk-resolutions.js';
import type { ClientConfig } from '../../client/client-config.js';
import type { ClientContext } from '../../client/client-context.js';
import { failure, notAllowed, usageError } from '../../client/client-error.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { type FilterOptions, filterOf } from '../../client/violation-filter.js';
import { isFilteredHere } from '../../client/violations.js';
import { type Column, printRows, progressStream } from '../../output/row-output.js';
import { VIOLATION_COLUMNS, violationRow } from '../../output/violation-columns.js';

/** Options of a call that resolves everything that matches. */
export interface ResolveAllOptions extends ConnectionOptions, FilterOptions {
  readonly dryRun?: boolean;
  readonly color: boolean;
}

/** Whether a person lets it happen; gets what it is about, such as `these 3 violations`. */
type Confirm = (what: string) => Promise<boolean>;

const COUNT_COLUMNS: readonly Column[] = [
  { name: 'account' },
  { name: 'type' },
  { name: 'quantity', kind: 'number' },
];

/**
 * Resolves everything that matches, as the server shows it before.
 * @param confirm `undefined` when nobody is to be asked.
 * @throws {ClientError} when a filter is one that the server does not know; when something was left alone.
 */
export async function resolveAll(
  context: ClientContext,
  comment: string,
  options: ResolveAllOptions,
  config: ClientConfig,
  confirm: Confirm | undefined,
): Promise<void> {
  const filter = filterOf(options, config);
  if (isFilteredHere(filter)) {
    throw usageError(
      'With --all the server filters, which knows neither --remeta nor dotted keys, null, None, True and False in --meta.',
    );
  }
  const { api } = await connect(context, options);
  const preview = await previewMatching(api, filter);
  const progress = progressStream(context, 'text');
  if (preview.count > 0 && (options.dryRun || confirm)) show(context, preview, options.color);
  if (preview.forbidden_count > 0) {
    progress.write(`${preview.forbidden_count} more are in accounts that you are no member of\n`);
  }
  if (options.dryRun) return void progress.write(`${preview.count} would be resolved\n`);
  if (preview.count === 0 && preview.forbidden_count > 0)
    throw notAllowed('Nothing that matches may be resolved by you');
  if (preview.count === 0) return void progress.write('Nothing to resolve\n');
  const what = preview.count === 1 ? 'this violation' : `these ${preview.count} violations`;
  if (confirm && !(await confirm(what))) throw failure('Aborted!');

  const { bulk_id, resolved, results } = await resolvePreviewed(api, preview, comment);
  const left = results.filter(({ outcome }) => reasonOf(outcome) !== undefined);
  for (const { id, outcome } of left) progress.write(`Violation ${id} is left alone: ${reasonOf(outcome)}\n`);
  if (resolved > 0) progress.write(undoHint(bulk_id));
  const summary = `${resolved} resolved, ${left.length} failed`;
  if (left.length > 0) throw failure(summary);
  progress.write(`${summary}\n`);
}

function show(context: ClientContext, { counts, samples, count }: BulkPreview, color: boolean): void {
  const options = { output: 'text', color } as const;
  printRows(
    context,
    COUNT_COLUMNS,
    counts.map((row) => ({ ...row })),
    options,
  );
  context.stdout.write(samples.length < count ? `\nThe first ${samples.length}:\n` : '\n');
  printRows(context, VIOLATION_COLUMNS, samples.map(violationRow), options);
}
