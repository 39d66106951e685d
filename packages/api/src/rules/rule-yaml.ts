import { messageOf } from '@fullstop/core';
import { NEVER, type RuleDraft, type RuleWithCoverage } from '@fullstop/store';
import { BadRequestException } from '@nestjs/common';
import { parse, stringify } from 'yaml';
import type { FieldErrorJson } from '../errors/error-json.js';
import { requireShallowBody } from '../server/body-depth.js';
import { draftOf, type RuleInput, ruleBody } from './rule-input.js';

/** Content types of YAML; answers have the first one. */
export const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

const MAX_RULES = 1000;
const HEAD =
  '# Whitelisting rules of Fullstop. POST them to /api/whitelisting-rules/import to have them in force.\n';

/** The rules as YAML that {@link draftsInYaml} reads: what makes a rule, and nothing about its life. */
export function yamlOf(rules: readonly RuleWithCoverage[]): string {
  const written = { rules: rules.map(writtenRule) };
  // Quotes keep other readers from taking account ids for numbers.
  return (
    HEAD + stringify(written, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 })
  );
}

function writtenRule(rule: RuleWithCoverage): Record<string, string> {
  const fields = {
    reason: rule.reason,
    violation_type: rule.type,
    account_id: rule.accountId,
    region: rule.region,
    application_id: rule.applicationId,
    application_version: rule.applicationVersion,
    image_name: rule.imageName,
    image_owner: rule.imageOwner,
    meta_info_json_path: rule.metaInfoJsonPath,
    expiry_date: rule.expiryDate.getTime() === NEVER.getTime() ? null : rule.expiryDate.toISOString(),
  };
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== null),
  );
}

/**
 * Reads rules from YAML: `rules:` with a list of rules, as `POST /api/whitelisting-rules` takes them.
 * @throws {BadRequestException} naming every rule and field that is wrong.
 */
export async function draftsInYaml(text: unknown): Promise<RuleDraft[]> {
  const errors: FieldErrorJson[] = [];
  const drafts: RuleDraft[] = [];
  for (const [position, given] of rulesIn(text).entries()) {
    try {
      const input = await ruleBody.transform(given, { type: 'body' });
      drafts.push(draftOf(input as RuleInput));
    } catch (error) {
      errors.push(...errorsOf(error, position));
    }
  }
  if (errors.length === 0) return drafts;
  throw new BadRequestException({ message: errors.map(({ message }) => message).join('; '), errors });
}

function rulesIn(text: unknown): unknown[] {
  const document = typeof text === 'string' ? parsed(text) : undefined;
  const rules =
    typeof document === 'object' && document !== null && 'rules' in document ? document.rules : undefined;
  if (!Array.isArray(rules))
    throw new BadRequestException('Expected YAML with "rules:" and a list of rules.');
  if (rules.length > MAX_RULES)
    throw new BadRequestException(`rules: expected at most ${MAX_RULES} at a time`);
  const wrong = rules.findIndex((rule) => typeof rule !== 'object' || rule === null || Array.isArray(rule));
  if (wrong >= 0)
    throw new BadRequestException(`rules[${wrong}]: expected fields, such as reason and account_id`);
  return rules;
}

function parsed(text: string): unknown {
  try {
    // Everything is text: account ids may have leading zeros, and versions look like numbers. No aliases, which can explode.
    const document: unknown = parse(text, { schema: 'failsafe', maxAliasCount: 0 });
    requireShallowBody(document);
    return document;
  } catch (error) {
    throw new BadRequestException(`The YAML cannot be read: ${messageOf(error)}`);
  }
}

/** Says which rule an error is about. */
function errorsOf(error: unknown, position: number): FieldErrorJson[] {
  const body = error instanceof BadRequestException ? error.getResponse() : undefined;
  if (typeof body !== 'object' || !('errors' in body)) throw error;
  return (body.errors as FieldErrorJson[]).map(({ field, message }) => ({
    field: `rules[${position}].${field}`,
    message: `rules[${position}].${message}`,
  }));
}
