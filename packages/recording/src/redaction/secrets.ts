import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { inBase64, textInBase64 } from './base64.js';
import { changeEncoded } from './percent-encoding.js';

/** What stands where a secret was. */
export const REMOVED = 'REDACTED';

/** Names of what opens doors. Tokens of pages and of repeated calls do not. */
const KEY_NAME = new RegExp(
  [
    '^(?:authorization|(?:set-)?cookie',
    '(?:.*[-_])?(?:pass|pwd)',
    '.*(?:passw(?:or)?d|passphrase|assertion|secret(?:String|Binary)?)',
    '.*(?:private|secret|secret[-_]?access|api)[-_]?key',
    '.*(?<!(?:next|page|client|continuation|pagination|idempotency)[-_]?)token)$',
  ].join('|'),
  'i',
);
/** Members that may hold such values under any name, or none. */
const CARELESS_MEMBER = /^(?:userData|variables)$/i;
/** Lists of names and values that may hold such values under any name. */
const CARELESS_LIST = /^environment(?:Variables)?$/i;
/** Members of a name and of its value, as in tags, parameters and the environment of a container. */
const NAME_MEMBER = /^(?:(?:parameter|attribute|option|tag)_?)?(?:name|key)$/i;
const VALUE_MEMBER = /^(?:(?:parameter|attribute|option|tag)_?)?value$/i;
/** Texts that open doors wherever they stand; what is in the first group stays. */
const SECRET_TEXTS: readonly RegExp[] = [
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /()\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /(\b(?:Bearer|Basic) )[\w.~+/=-]{8,}/g,
  /()\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abeoprs]-|[sr]k_live_|AIza)[\w-]{16,}/g,
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]+(?=@)/gi,
  // As Amazon makes them: 40 marks, of every kind.
  /()(?<![\w+/=.-])(?=[a-z+/\d]*[A-Z])(?=[A-Z+/\d]*[a-z])(?=[A-Za-z+/]*\d)[A-Za-z\d+/]{40}(?![\w+/=.-])/g,
  // The comment behind such a key tells whose it is.
  /(\b(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-[\w-]+) )AAAA[\w+/=]*(?: [^\s"'\\]+)?/g,
  /((?<![\w.-])[\w.-]*(?:passw(?:or)?d|passphrase|secret|(?<!next|page|client)token|(?:api|private|access)[-_]?key) ?= ?["']?)[^\s"'\\;&]+/gi,
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
  const isKey = keysOf(object);
  const entries = Object.entries(object).map(([name, value]): [string, JsonValue] => [
    textWithoutSecrets(name),
    isKey(name) || CARELESS_MEMBER.test(name) ? emptied(value) : memberWithoutSecrets(name, value),
  ]);
  return Object.fromEntries(entries);
}

function memberWithoutSecrets(name: string, value: JsonValue): JsonValue {
  if (!CARELESS_LIST.test(name) || !Array.isArray(value)) return withoutSecrets(value);
  return value.map((each) => {
    if (!isJsonObject(each)) return withoutSecrets(each);
    const entries = Object.entries(each).map(([part, content]) => [
      part,
      VALUE_MEMBER.test(part) ? emptied(content) : withoutSecrets(content),
    ]);
    return Object.fromEntries(entries);
  });
}

/** Which members of an object open doors: by their names, or as the value of what another member names. */
function keysOf(object: JsonObject): (name: string) => boolean {
  const isOfKey = Object.entries(object).some(
    ([name, value]) =>
      typeof value === 'string' &&
      ((NAME_MEMBER.test(name) && KEY_NAME.test(value)) || value === 'SecureString'),
  );
  return (name) => KEY_NAME.test(name) || (isOfKey && VALUE_MEMBER.test(name));
}

function textWithoutSecrets(text: string): string {
  const said = textInBase64(text);
  if (said !== undefined) {
    const without = textWithoutSecrets(said);
    if (without !== said) return inBase64(without);
  }
  // First as it is: what is encoded in a part of an address belongs to that part.
  const plain = changeEncoded(unlocked(text), unlocked);
  const inside = jsonIn(plain);
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
    const inside = jsonIn(textInBase64(value) ?? value);
    if (inside !== undefined) collect(inside, false, found);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, isSecret, found);
  } else if (isJsonObject(value)) {
    const isKey = keysOf(value);
    for (const [name, member] of Object.entries(value)) collect(member, isKey(name), found);
  }
}

/** The list or object that a text is as JSON. */
export function jsonIn(text: string): JsonValue | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Only looks like JSON.
    return undefined;
  }
}
