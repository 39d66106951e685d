import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { changeEncoded } from './percent-encoding.js';

/** What stands where a secret was. */
export const REMOVED = 'REDACTED';

/** Members whose value opens doors. Tokens of pages and of repeated calls do not. */
const KEY_MEMBER =
  /^(?:authorization|(?:set-)?cookie|.*(?:password|passphrase|secret|(?:private|secretAccess|api)[-_]?key)|.*(?<!(?:next|page|client|continuation|pagination|idempotency)[-_]?)token)$/i;
/** Members that may hold such values under any name, or none. */
const CARELESS_MEMBER = /^(?:userData|variables)$/i;
/** Texts that open doors wherever they stand; what is in the first group stays. */
const SECRET_TEXTS: readonly RegExp[] = [
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /()\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /(\b(?:Bearer|Basic) )[\w.~+/=-]{8,}/g,
  /()\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abeoprs]-|[sr]k_live_|AIza)[\w-]{16,}/g,
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]+(?=@)/gi,
  /([?&](?:[\w.-]*(?:token|secret|password|signature|credential|api[-_]?key)|sig)=)[^&#\s'"]+/gi,
];
/** Shorter ones, and words such as `required`, could stand anywhere and mean nothing. */
const TELLING = /^(?![A-Za-z]+$).{8,}/s;

/** A copy without what opens doors, whoever it belongs to. The same value always gives the same copy. */
export function withoutSecrets(value: JsonValue): JsonValue {
  if (typeof value === 'string') return textWithoutSecrets(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  return isJsonObject(value) ? objectWithoutSecrets(value) : value;
}

/** Texts that open doors, by the names of their members: in other places, the same texts do, too. */
export function secretsIn(value: JsonValue): string[] {
  const found = new Set<string>();
  collect(value, false, found);
  return [...found];
}

function objectWithoutSecrets(object: JsonObject): JsonObject {
  const entries = Object.entries(object).map(([name, value]): [string, JsonValue] => [
    textWithoutSecrets(name),
    KEY_MEMBER.test(name) || CARELESS_MEMBER.test(name) ? emptied(value) : withoutSecrets(value),
  ]);
  return Object.fromEntries(entries);
}

function textWithoutSecrets(text: string): string {
  // First as it is: what is encoded in a part of an address belongs to that part.
  const plain = changeEncoded(unlocked(text), unlocked);
  if (!/^\s*[{[]/.test(plain)) return plain;
  const inside = parsed(plain);
  if (inside === undefined) return plain;
  const without = JSON.stringify(withoutSecrets(inside));
  // What has no secret keeps its spaces.
  return without === JSON.stringify(inside) ? plain : without;
}

function unlocked(text: string): string {
  return SECRET_TEXTS.reduce((rest, secret) => rest.replace(secret, `$1${REMOVED}`), text);
}

/** Everything that is a text replaced; what is left tells how much there was, and of what shape. */
function emptied(value: JsonValue): JsonValue {
  if (typeof value === 'string') return REMOVED;
  if (Array.isArray(value)) return value.map(emptied);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, emptied(member)]));
}

function collect(value: JsonValue, isSecret: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    if (isSecret && TELLING.test(value)) found.add(value);
    const inside = /^\s*[{[]/.test(value) ? parsed(value) : undefined;
    if (inside !== undefined) collect(inside, false, found);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, isSecret, found);
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) collect(member, KEY_MEMBER.test(name), found);
  }
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Only looks like JSON.
    return undefined;
  }
}
