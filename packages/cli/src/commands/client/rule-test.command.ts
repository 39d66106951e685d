import type { JsonObject } from '@fullstop/core';
import type { Command } from 'commander';
import type { ClientContext } from '../../client/client-context.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { type RuleOptions, ruleBodyOf, withRuleOptions } from '../../client/rule-options.js';
import { RULES_PATH } from '../../client/rules.js';
import { type DetailOptions, withDetailOptions } from '../../output/detail-output.js';
import { type Column, printJson, printRows } from '../../output/row-output.js';
import { clientCommand } from './client-command.js';

/** What a rule would cover, as the server says it. */
interface RuleTest {
  readonly matches: number;
  readonly complete: boolean;
  readonly not_evaluable: number;
  readonly by_type: readonly JsonObject[];
  readonly by_account: readonly JsonObject[];
  readonly samples: readonly JsonObject[];
}

const BY_TYPE: readonly Column[] = [{ name: 'type' }, { name: 'quantity', kind: 'number' }];
const BY_ACCOUNT: readonly Column[] = [{ name: 'account' }, { name: 'quantity', kind: 'number' }];
const SAMPLES: readonly Column[] = [
  { name: 'account_id' },
  { name: 'region' },
  { name: 'id', kind: 'number' },
  { name: 'violation_type' },
  { name: 'instance_id', cut: 'last' },
  { name: 'application_id', title: 'Application', cut: 'last' },
  { name: 'created', kind: 'time' },
];

/** `fullstop rules test`: what a rule would cover. */
export function testRuleCommand(context: ClientContext): Command {
  return withRuleOptions(
    withDetailOptions(
      clientCommand('test', 'Show which open violations a rule would cover, without making it.'),
    ),
  ).action(async (options: ConnectionOptions & DetailOptions & RuleOptions) => {
    const { api } = await connect(context, options);
    const result = await api.send<RuleTest>('POST', `${RULES_PATH}/test`, { body: ruleBodyOf(options) });
    if (options.output === 'json') printJson(context, result);
    else printTest(context, result, options);
  });
}

function printTest(context: ClientContext, result: RuleTest, { color }: DetailOptions): void {
  const { matches, complete, not_evaluable: notEvaluable, by_type, by_account, samples } = result;
  const { stdout } = context;
  stdout.write(`${complete ? '' : 'At least '}${matches} open violations would be covered\n`);
  if (notEvaluable > 0)
    stdout.write(`The rule cannot be applied to ${notEvaluable} others, which stay open\n`);
  if (matches === 0) return;
  const tables = [
    [BY_TYPE, by_type],
    [BY_ACCOUNT, by_account],
    [SAMPLES, samples],
  ] as const;
  for (const [columns, rows] of tables) {
    stdout.write('\n');
    printRows(context, columns, rows, { output: 'text', color });
  }
}
