import type { JsonObject } from '@fullstop/core';
import { Command } from 'commander';
import type { ClientContext } from '../../client/client-context.js';
import { usageError } from '../../client/client-error.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { expiryArgument, type RuleOptions, ruleBodyOf, withRuleOptions } from '../../client/rule-options.js';
import { RULES_PATH, ruleIn } from '../../client/rules.js';
import { type DetailOptions, printDetail, withDetailOptions } from '../../output/detail-output.js';
import { type Column, type OutputOptions, printRows, withOutputOptions } from '../../output/row-output.js';
import { clientCommand, examples, idArgument } from './client-command.js';
import { exportRulesCommand, importRulesCommand } from './rule-files.command.js';
import { testRuleCommand } from './rule-test.command.js';

const COLUMNS: readonly Column[] = [
  { name: 'id', kind: 'number' },
  { name: 'account_id' },
  { name: 'region' },
  { name: 'violation_type', title: 'Type' },
  { name: 'application_id', title: 'Application', cut: 'last' },
  { name: 'application_version', title: 'Version', cut: 'last' },
  { name: 'image_name', cut: 'last' },
  { name: 'image_owner' },
  { name: 'meta_info_json_path', title: 'Meta Info Path', cut: 'last' },
  { name: 'reason', cut: 'first' },
  { name: 'covered', kind: 'number' },
  { name: 'created_by', cut: 'last' },
  { name: 'expiry_date', title: 'Expires' },
];

type DetailCommandOptions = ConnectionOptions & DetailOptions;

/** `fullstop rules`: whitelisting rules. */
export function rulesCommand(context: ClientContext): Command {
  const rules = new Command('rules')
    .description('Whitelisting rules: violations that a rule covers are not open.')
    .addHelpText(
      'after',
      examples(
        [
          'fullstop rules test --type WRONG_AMI --account 111122223333',
          'what a rule would cover, without making it',
        ],
        [
          'fullstop rules add --type WRONG_AMI --account 111122223333 --reason "ticket 4711" --expires 2030-01-01',
          'make it',
        ],
        ['fullstop rules export rules.yaml', 'the rules in force, to be kept, or imported elsewhere'],
      ),
    );
  for (const command of [
    listCommand(context),
    showRuleCommand(context),
    addCommand(context),
    replaceCommand(context),
    expireCommand(context),
    testRuleCommand(context),
    exportRulesCommand(context),
    importRulesCommand(context),
  ]) {
    rules.addCommand(command);
  }
  return rules;
}

function listCommand(context: ClientContext): Command {
  return withOutputOptions(clientCommand('list', 'List the rules in force.'))
    .option('--all', 'expired ones too')
    .action(async (options: ConnectionOptions & OutputOptions & { all?: boolean }) => {
      const { api } = await connect(context, options);
      const rules = await api.get<JsonObject[]>(RULES_PATH, [['active', options.all ? undefined : true]]);
      const rows = rules.map((rule) => ({ ...rule, violation_type: ruleIn(rule).violation_type ?? null }));
      printRows(context, COLUMNS, rows, options);
    });
}

function showRuleCommand(context: ClientContext): Command {
  return withDetailOptions(clientCommand('show', 'Show one rule.'))
    .argument('<id>', 'id of the rule', idArgument)
    .action(async (id: number, options: DetailCommandOptions) => {
      const { api } = await connect(context, options);
      printDetail(context, await api.get<JsonObject>(`${RULES_PATH}/${id}`), options);
    });
}

function addCommand(context: ClientContext): Command {
  return withRuleOptions(
    withDetailOptions(clientCommand('add', 'Make a rule. It holds for new violations and for open ones.')),
  ).action(async (options: DetailCommandOptions & RuleOptions) => {
    const body = ruleBodyOf(options);
    if (body.reason === undefined) throw usageError('Give a --reason: why are these violations all right?');
    const { api } = await connect(context, options);
    printDetail(context, await api.send<JsonObject>('POST', RULES_PATH, { body }), options);
  });
}

function replaceCommand(context: ClientContext): Command {
  return withRuleOptions(
    withDetailOptions(
      clientCommand(
        'replace',
        'End a rule, and make a new one that differs in what is given; "" takes a criterion away.',
      ),
    ),
  )
    .argument('<id>', 'id of the rule', idArgument)
    .action(async (id: number, options: DetailCommandOptions & RuleOptions) => {
      const changes = ruleBodyOf(options);
      if (Object.keys(changes).length === 0)
        throw usageError('Give at least one option: what is to be different?');
      const { api } = await connect(context, options);
      const old = await api.get<JsonObject>(`${RULES_PATH}/${id}`);
      const body = { ...ruleIn(old), version: old.version ?? 0, ...changes };
      printDetail(context, await api.send<JsonObject>('PUT', `${RULES_PATH}/${id}`, { body }), options);
    });
}

function expireCommand(context: ClientContext): Command {
  return clientCommand(
    'expire',
    'End a rule now, or at a time. The violations that it covers are open again then.',
  )
    .argument('<id>', 'id of the rule', idArgument)
    .option('--at <time>', 'ISO date, in the future; may also be later than before', expiryArgument)
    .action(async (id: number, options: ConnectionOptions & { at?: Date }) => {
      const { api } = await connect(context, options);
      await api.send('DELETE', `${RULES_PATH}/${id}`, { query: [['expiryDate', options.at?.toISOString()]] });
      context.stdout.write(`Rule ${id} ends ${options.at?.toISOString() ?? 'now'}\n`);
    });
}
