import type { JsonObject } from '@fullstop/core';
import { type Command, InvalidArgumentError } from 'commander';
import { instantOf } from './since.js';

/** What commander makes of the options of a rule. */
export interface RuleOptions {
  readonly account?: string;
  readonly region?: string;
  readonly type?: string;
  readonly application?: string;
  readonly applicationVersion?: string;
  readonly imageName?: string;
  readonly imageOwner?: string;
  readonly metaPath?: string;
  readonly reason?: string;
  readonly expires?: Date;
}

/** Adds the options that make up a rule. */
export function withRuleOptions(command: Command): Command {
  return command
    .option('--account <id>', 'only in this AWS account')
    .option('-r, --region <id>', 'only in this AWS region')
    .option('-t, --type <type>', 'only violations of this type')
    .option('--application <name>', 'only of this application')
    .option('--application-version <name>', 'only of this version')
    .option('--image-name <regex>', 'only where the whole name of the image matches')
    .option('--image-owner <id>', 'only where this AWS account owns the image')
    .option('--meta-path <jsonpath>', 'only where this JSONPath finds something in the meta information')
    .option('--reason <text>', 'why these violations are all right')
    .option('--expires <time>', 'ISO date when the rule ends (default: never)', expiryArgument);
}

/** The rule that the options make, with what is given and nothing else. An empty text takes a criterion away. */
export function ruleBodyOf(options: RuleOptions): JsonObject {
  const members = {
    account_id: options.account,
    region: options.region,
    violation_type: options.type,
    application_id: options.application,
    application_version: options.applicationVersion,
    image_name: options.imageName,
    image_owner: options.imageOwner,
    meta_info_json_path: options.metaPath,
    reason: options.reason,
    expiry_date: options.expires?.toISOString(),
  };
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value === '' ? null : value] as const],
    ),
  );
}

/** An instant in ISO form. @throws {InvalidArgumentError} for everything else. */
export function expiryArgument(text: string): Date {
  const instant = instantOf(text);
  if (instant !== undefined) return instant;
  throw new InvalidArgumentError('Expected an ISO date, such as 2030-01-01 or 2030-01-01T12:00:00Z.');
}
