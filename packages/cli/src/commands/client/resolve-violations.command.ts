import type { ViolationJson } from '@fullstop/core';
import { type Command, Option } from 'commander';
import { NotFoundError } from '../../client/answer-error.js';
import type { ApiClient } from '../../client/api-client.js';
import { MAX_BULK_IDS, reasonOf, resolveIds, undoHint } from '../../client/bulk-resolutions.js';
import { type ClientConfig, loadClientConfig } from '../../client/client-config.js';
import { type ClientContext, isInteractive } from '../../client/client-context.js';
import { failure, notAllowed, usageError } from '../../client/client-error.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { type FilterOptions, filterOf, withFilterOptions } from '../../client/violation-filter.js';
import { listViolations, matches } from '../../client/violations.js';
import { withoutControlCharacters } from '../../output/control-characters.js';
import { printRows, progressStream } from '../../output/row-output.js';
import { VIOLATION_COLUMNS, violationRow } from '../../output/violation-columns.js';
import { clientCommand, examples, idsArgument } from './client-command.js';
import { resolveAll } from './resolve-all.js';

interface ResolveOptions extends ConnectionOptions, FilterOptions {
  readonly violationIds?: readonly number[];
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly color: boolean;
}

/** What is to be resolved, and what is not. */
interface Selection {
  readonly violations: readonly ViolationJson[];
  /** A line for each id that is left out. */
  readonly skipped: readonly string[];
  readonly unknown: readonly string[];
}

/** `fullstop resolve-violations`: resolves the violations that match, or those with the given ids. */
export function resolveViolationsCommand(context: ClientContext): Command {
  const command = clientCommand(
    'resolve-violations',
    'Resolve the newest open violations that match, or those with the given ids. Shows them and asks first.',
  );
  return withFilterOptions(command, context.now)
    .argument('<comment>', 'why this is all right; stored with each violation')
    .option(
      '-i, --violation-ids <ids>',
      'resolve these, comma separated; the other options still count',
      idsArgument,
    )
    .addOption(
      new Option('--all', 'resolve everything that matches, not only the newest').conflicts([
        'limit',
        'violationIds',
      ]),
    )
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show what would be resolved, and change nothing')
    .option('--no-color', 'print without colours')
    .addHelpText(
      'after',
      `${examples(
        ['fullstop resolve-violations "known, ticket 4711" -i 23,42', 'two violations by their ids'],
        [
          'fullstop resolve-violations "retired" --applications old-app --accounts 111122223333 --dry-run',
          'look first',
        ],
        ['fullstop resolve-violations "old images are gone" --type WRONG_AMI --all', 'all, up to 10,000'],
      )}

What was resolved can be undone for a day: the id for fullstop unresolve --bulk is printed.
At least one of accounts (or configured ones), type, region and ids is needed.
Exit code: 0 done, 1 some were not resolved, 2 wrong call, 3 not allowed.`,
    )
    .action((comment: string, options: ResolveOptions) => resolve(context, comment, options));
}

async function resolve(context: ClientContext, comment: string, options: ResolveOptions): Promise<void> {
  const configured = await loadClientConfig(context);
  checkCall(context, comment, options, configured);
  const isAsked = isInteractive(context) && !options.yes;
  const confirm = (what: string) => isConfirmed(context, what, comment);
  if (options.all) {
    return resolveAll(context, comment, options, configured, isAsked ? confirm : undefined);
  }
  const { api, config } = await connect(context, options);
  const progress = progressStream(context, 'text');
  const { violations, skipped, unknown } = await select(api, options, config);
  for (const line of [...skipped, ...unknown]) progress.write(`${line}\n`);

  if (violations.length > 0 && (options.dryRun || isAsked)) {
    printRows(context, VIOLATION_COLUMNS, violations.map(violationRow), { ...options, output: 'text' });
  }
  if (options.dryRun) progress.write(`${violations.length} would be resolved\n`);
  else if (violations.length === 0) progress.write('Nothing to resolve\n');
  else {
    const what = violations.length === 1 ? 'this violation' : `these ${violations.length} violations`;
    if (isAsked && !(await confirm(what))) throw failure('Aborted!');
    await resolveSelected(api, violations, comment, (text) => progress.write(text));
  }
  if (unknown.length > 0) throw failure(`${unknown.length} of the given ids are unknown`);
}

/** @throws {ClientError} before anything is sent. */
function checkCall(
  context: ClientContext,
  comment: string,
  options: ResolveOptions,
  config: ClientConfig,
): void {
  const { violationIds, type, region, accounts = config.accounts, yes, dryRun } = options;
  if (comment.trim() === '') throw usageError('The comment is empty: say why the violations are all right.');
  if (violationIds === undefined && type === undefined && region === undefined && accounts.length === 0) {
    throw usageError('Give at least one of --accounts, --type, --region and --violation-ids.');
  }
  if (violationIds === undefined && !yes && !dryRun && !isInteractive(context)) {
    throw usageError(
      'There is no terminal to ask at: give --yes, or --violation-ids, or look with --dry-run.',
    );
  }
}

async function select(api: ApiClient, options: ResolveOptions, config: ClientConfig): Promise<Selection> {
  const { violationIds, limit } = options;
  if (violationIds === undefined) {
    const found = await listViolations(api, filterOf(options, config), { state: 'open', limit });
    return { violations: found, skipped: [], unknown: [] };
  }
  // Who names a violation means that one, whatever the usual accounts are; only options narrow.
  const filter = filterOf(options, { ...config, accounts: [] });
  const violations: ViolationJson[] = [];
  const skipped: string[] = [];
  const unknown: string[] = [];
  for (const id of violationIds) {
    const violation = await findViolation(api, id);
    const reason = violation && reasonToSkip(violation, matches(violation, filter));
    if (violation === undefined) unknown.push(`Violation ${id} is unknown`);
    else if (reason !== undefined) skipped.push(`Violation ${id} is skipped: ${reason}`);
    else violations.push(violation);
  }
  return { violations, skipped, unknown };
}

async function findViolation(api: ApiClient, id: number): Promise<ViolationJson | undefined> {
  try {
    return await api.get<ViolationJson>(`/api/violations/${id}`);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

function reasonToSkip({ rule_id: ruleId, comment }: ViolationJson, isWanted: boolean): string | undefined {
  if (ruleId !== null && ruleId !== undefined) return `whitelisted by rule ${ruleId}`;
  if (comment !== null && comment !== '') return 'already resolved';
  return isWanted ? undefined : 'it does not match the other options';
}

async function isConfirmed({ prompts }: ClientContext, what: string, comment: string): Promise<boolean> {
  return (await prompts.confirm(`Resolve ${what} with the comment "${comment.trim()}"?`)) === true;
}

/** @throws {ClientError} with a summary, after all, when some were not resolved. */
async function resolveSelected(
  api: ApiClient,
  violations: readonly ViolationJson[],
  comment: string,
  say: (text: string) => void,
): Promise<void> {
  const left: string[] = [];
  for (let start = 0; start < violations.length; start += MAX_BULK_IDS) {
    const some = violations.slice(start, start + MAX_BULK_IDS);
    const ids = some.map(({ id }) => id);
    const { bulk_id, resolved, results } = await resolveIds(api, ids, comment);
    const outcomes = new Map(results.map(({ id, outcome }) => [id, outcome]));
    for (const { account_id, region, violation_type: type, id } of some) {
      const name = withoutControlCharacters(`${account_id}/${region} ${type?.id ?? ''} ${id}`);
      const outcome = outcomes.get(id) ?? 'unknown';
      const reason = reasonOf(outcome);
      say(`Resolving violation ${name}.. ${reason === undefined ? 'OK' : `FAILED: ${reason}`}\n`);
      if (reason !== undefined) left.push(outcome);
    }
    if (resolved > 0) say(undoHint(bulk_id));
  }
  const summary = `${violations.length - left.length} resolved, ${left.length} failed`;
  if (left.length === 0) return say(`${summary}\n`);
  const allForbidden = left.length === violations.length && left.every((one) => one === 'forbidden');
  throw allForbidden ? notAllowed(summary) : failure(summary);
}
