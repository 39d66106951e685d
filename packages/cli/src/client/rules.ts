import type { JsonObject } from '@fullstop/core';

/** Where the whitelisting rules are. */
export const RULES_PATH = '/api/whitelisting-rules';

/** What a rule consists of, in the names that the server takes; `violation_type` is called otherwise in old answers. */
const MEMBERS = [
  'account_id',
  'region',
  'application_id',
  'application_version',
  'image_name',
  'image_owner',
  'violation_type',
  'meta_info_json_path',
  'reason',
  'expiry_date',
] as const;

/** Expiry of rules that do not expire. */
const NEVER = '9999-01-01T00:00:00.000Z';

/** The rule itself, without what the server adds; absent criteria are left out. It can be sent back. */
export function ruleIn(answer: JsonObject): JsonObject {
  const type = answer.violation_type ?? answer.violation_type_entity_id ?? null;
  const all: JsonObject = { ...answer, violation_type: type };
  return Object.fromEntries(
    MEMBERS.map((name) => [name, all[name] ?? null] as const).filter(
      ([name, value]) => value !== null && value !== '' && !(name === 'expiry_date' && value === NEVER),
    ),
  );
}

/** Members of a rule that are none. */
export function unknownMembers(rule: JsonObject): string[] {
  return Object.keys(rule).filter((name) => !MEMBERS.some((member) => member === name));
}
