import { readFile, writeFile } from 'node:fs/promises';
import { isJsonObject, type JsonObject, type JsonValue, messageOf } from '@fullstop/core';
import type { Command } from 'commander';
import type { ApiClient } from '../../client/api-client.js';
import { type ClientContext, isInteractive } from '../../client/client-context.js';
import { failure, usageError } from '../../client/client-error.js';
import { type ConnectionOptions, connect } from '../../client/connect.js';
import { RULES_PATH, ruleIn, unknownMembers } from '../../client/rules.js';
import { clientCommand } from './client-command.js';

interface ImportOptions extends ConnectionOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** `fullstop rules export`: the rules in force as YAML. */
export function exportRulesCommand(context: ClientContext): Command {
  return clientCommand('export', 'Write the rules in force as YAML.')
    .argument('[file]', 'where to (default: print)')
    .action(async (file: string | undefined, options: ConnectionOptions) => {
      const { api } = await connect(context, options);
      const { stringify } = await import('yaml');
      const text = stringify({ rules: await activeRules(api) });
      if (file === undefined) context.stdout.write(text);
      else await writeText(file, text);
    });
}

/** `fullstop rules import`: makes the rules of a file that are not there yet. */
export function importRulesCommand(context: ClientContext): Command {
  return clientCommand(
    'import',
    'Make the rules of a YAML file that are not in force yet. Shows them and asks first.',
  )
    .argument('<file>', 'as `rules export` writes it')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'show what would be made, and change nothing')
    .action((file: string, options: ImportOptions) => importRules(context, file, options));
}

async function importRules(context: ClientContext, file: string, options: ImportOptions): Promise<void> {
  const wanted = await readRules(file);
  if (!options.yes && !options.dryRun && !isInteractive(context)) {
    throw usageError('There is no terminal to ask at: give --yes, or look with --dry-run.');
  }
  const { api } = await connect(context, options);
  const known = new Set((await activeRules(api)).map(identityOf));
  const missing = wanted.filter((rule) => !known.has(identityOf(rule)));
  const { stdout, prompts } = context;
  for (const rule of missing) stdout.write(`${JSON.stringify(rule)}\n`);
  stdout.write(`${missing.length} new, ${wanted.length - missing.length} in force already\n`);
  if (options.dryRun || missing.length === 0) return;
  if (!options.yes && (await prompts.confirm(`Make ${missing.length} rules?`)) !== true)
    throw failure('Aborted!');

  const { stringify } = await import('yaml');
  const body = stringify({ rules: missing });
  // All of them or none.
  await api.send('POST', `${RULES_PATH}/import`, { body, contentType: 'application/yaml' });
  stdout.write(`${missing.length} made\n`);
}

async function activeRules(api: ApiClient): Promise<JsonObject[]> {
  const rules = await api.get<JsonObject[]>(RULES_PATH, [['active', true]]);
  return rules.map(ruleIn);
}

/** The rules of a file. @throws {ClientError} for a file that cannot be read, or holds something else. */
async function readRules(file: string): Promise<JsonObject[]> {
  const { parse } = await import('yaml');
  const content = await readFile(file, 'utf8')
    // Everything is text, as the server reads it: account ids may have leading zeros, and versions look like numbers.
    .then((text): JsonValue => parse(text, { schema: 'failsafe', maxAliasCount: 0 }))
    .catch((error: unknown) => {
      throw usageError(`${file} cannot be read: ${messageOf(error)}`);
    });
  const rules = isJsonObject(content) ? content.rules : undefined;
  if (!Array.isArray(rules)) throw usageError(`${file}: expected a list named "rules".`);
  return rules.map((rule, index) => checkedRule(file, index, rule));
}

function checkedRule(file: string, index: number, rule: JsonValue): JsonObject {
  if (!isJsonObject(rule)) throw usageError(`${file}: rule ${index + 1} is no mapping.`);
  const unknown = unknownMembers(rule);
  // What is not known would be dropped, and the rule would cover more than meant.
  if (unknown.length > 0)
    throw usageError(`${file}: rule ${index + 1} has unknown members: ${unknown.join(', ')}.`);
  const notText = Object.entries(rule).find(([, value]) => typeof value !== 'string');
  if (notText) throw usageError(`${file}: ${notText[0]} of rule ${index + 1} is no text.`);
  return ruleIn(rule);
}

function identityOf(rule: JsonObject): string {
  return JSON.stringify(Object.entries(rule).sort(([left], [right]) => (left < right ? -1 : 1)));
}

async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw failure(`${file} could not be written: ${messageOf(error)}`, error);
  }
}
