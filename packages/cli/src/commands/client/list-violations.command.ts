import { type Command, Option } from 'commander';
import type { ClientContext } from '../../client/client-context.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { type FilterOptions, filterOf, withFilterOptions } from '../../client/violation-filter.js';
import { listViolations, type ViolationState } from '../../client/violations.js';
import { type OutputOptions, printRows, withOutputOptions } from '../../output/row-output.js';
import { VIOLATION_COLUMNS, violationRow } from '../../output/violation-columns.js';
import { clientCommand, examples } from './client-command.js';

interface ListOptions extends ConnectionOptions, OutputOptions, FilterOptions {
  readonly all?: boolean;
  readonly state?: ViolationState;
}

/** `fullstop list-violations`: the newest violations, oldest first. */
export function listViolationsCommand(context: ClientContext): Command {
  const command = clientCommand('list-violations', 'List the newest open violations, the newest one last.');
  return withOutputOptions(withFilterOptions(command, context.now))
    .alias('li')
    .addOption(
      new Option('--state <state>', 'those in this state (default: open)').choices([
        'open',
        'resolved',
        'whitelisted',
        'all',
      ]),
    )
    .addOption(new Option('--all', 'resolved ones too, before the open ones').conflicts('state'))
    .addHelpText(
      'after',
      examples(
        ['fullstop list-violations --since 24h', 'what is new since yesterday'],
        ['fullstop li -t WRONG_AMI -r eu-west-1 -l 100', 'one type in one region, up to 100'],
        ['fullstop li -m ami_name=foo -o json', 'those with a value in their meta information, as JSON'],
        ['fullstop li -x "ami_name=.*test"', 'those whose meta information, as it is listed, matches'],
      ),
    )
    .action((options: ListOptions) => list(context, options));
}

async function list(context: ClientContext, options: ListOptions): Promise<void> {
  const { api, config } = await connect(context, options);
  const filter = filterOf(options, config);
  const states: ViolationState[] = options.all ? ['resolved', 'open'] : [options.state ?? 'open'];
  const violations = [];
  for (const state of states) {
    violations.push(...(await listViolations(api, filter, { state, limit: options.limit })));
  }
  printRows(context, VIOLATION_COLUMNS, violations.map(violationRow), options);
}
