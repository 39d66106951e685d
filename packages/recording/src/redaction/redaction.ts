import { isIPv4, isIPv6 } from 'node:net';
import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { inBase64, textInBase64 } from './base64.js';
import { namesOfPeople } from './names-of-people.js';
import { changeEncoded } from './percent-encoding.js';
import { REMOVED, secretsIn, withoutSecrets } from './secrets.js';

/** Members that say what the record is; they hold nothing of anybody. */
const KEPT = new Set([
  ...[
    'eventVersion',
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'eventType',
    'eventCategory',
    'eventID',
  ],
  ...['requestID', 'errorCode', 'apiVersion'],
]);
/** Prefixes of the ids that IAM gives to keys, users, roles and others. */
const IAM_ID =
  /(?<![A-Za-z0-9])(A(?:KIA|SIA|ROA|IDA|GPA|IPA|NPA|NVA|PKA|SCA|BIA|CCA))[A-Z0-9]{12,}(?![A-Za-z0-9])/g;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i;
/** Points are in names of hosts, where an account may be, and in numbers. */
const ACCOUNT = /(?<![A-Za-z0-9]|\d\.)\d{12}(?![A-Za-z0-9]|\.\d)/g;
/** Where nothing else stands, in a record as JSON. */
const SURE_ACCOUNT = /(?<=[":])\d{12}(?=[":\\])/g;
const TWELVE_DIGITS = /(?<!\d)\d{12}(?!\d)/g;
const MAIL = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const IP_V4 = /(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g;
/** As EC2 calls an instance: `ip-10-0-0-1`, or `ec2-3-64-12-9`. */
const HOST_NAME = /\b(ip|ec2)-(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})\b/g;
const IP_V6 = /(?<![\w:.])[0-9a-f]*:[0-9a-f:]+(?![\w:.])/gi;
/** Addresses that mean everybody, nobody or oneself; what a rule says about them must stay true. */
const GENERAL = new Set(['0.0.0.0', '255.255.255.255', '127.0.0.1', '169.254.169.254', '::', '::1']);
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

/**
 * Takes out of records, and of answers about them, what tells whose they are: account ids, names and mail addresses of
 * people, IP addresses, keys and other secrets, and texts that are named. The same thing gets the same replacement
 * everywhere in one redaction, so that what belonged together still does; replacements keep the form, and are of the ranges
 * that are kept for examples.
 */
export class Redaction {
  readonly #replacements = new Map<string, Map<string, string>>();
  readonly #accounts = new Set<string>();
  #names: readonly string[] = [];
  #secrets: readonly string[] = [];
  #keeps = false;

  /** @param texts further texts to take out, such as the name of a company. */
  constructor(texts: readonly string[] = []) {
    for (const text of texts) this.#replacementOf('text', text, (count) => `redacted-${count}`);
  }

  /** Remembers the accounts, names and secrets in a value, so that they are taken out of everything that is redacted afterwards. */
  learn(value: JsonValue): void {
    for (const [account] of JSON.stringify(value).matchAll(SURE_ACCOUNT)) this.#accounts.add(account);
    this.#names = longestFirst(this.#names, namesOfPeople(value));
    this.#secrets = longestFirst(this.#secrets, secretsIn(value));
  }

  /** Lets what stands in a value stay as it is from now on, in every other place, too: it is public already. */
  keep(value: JsonValue): void {
    this.learn(value);
    this.#keeps = true;
    try {
      this.#value(value);
    } finally {
      this.#keeps = false;
    }
  }

  /** A redacted copy of a record, whose members that say what it is stay. */
  redact(record: JsonObject): JsonObject {
    this.learn(record);
    const entries = Object.entries(withoutSecrets(record)!).map(([name, value]): [string, JsonValue] =>
      KEPT.has(name) ? [name, value] : [this.#text(name), this.#value(value)],
    );
    return Object.fromEntries(entries);
  }

  /** A redacted copy of any value. */
  redactValue(value: JsonValue): JsonValue {
    this.learn(value);
    return this.#value(withoutSecrets(value));
  }

  #value(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'number') return this.#number(value);
    if (Array.isArray(value)) return value.map((each) => this.#value(each));
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value).map(([name, member]) => [
      // Marks of cassettes, and of the SDK.
      name.startsWith('$') ? name : this.#text(name),
      this.#value(member),
    ]);
    return Object.fromEntries(entries);
  }

  #number(value: number): number {
    // Any number of twelve digits could be an account; one that is known to be an account is.
    const isAccount = this.#accounts.has(String(value));
    return isAccount ? Number(this.#account(String(value))) : value;
  }

  #text(text: string): string {
    const said = textInBase64(text);
    if (said !== undefined) {
      const redacted = this.#text(said);
      if (redacted !== said) return inBase64(redacted);
    }
    // A part of such an id can look like an account.
    const [uuid] = UUID.exec(text) ?? [];
    if (uuid === undefined) return changeEncoded(text, (plain) => this.#piece(plain));
    const start = text.indexOf(uuid);
    return (
      changeEncoded(text.slice(0, start), (plain) => this.#piece(plain)) +
      uuid +
      this.#text(text.slice(start + uuid.length))
    );
  }

  #piece(text: string): string {
    for (const [account] of text.matchAll(ACCOUNT)) this.#accounts.add(account);
    const unlocked = this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, REMOVED), text);
    const anonymous = unlocked.replace(MAIL, (mail) =>
      mail.startsWith(REMOVED)
        ? mail // It was the password of an address.
        : this.#replacementOf('mail', mail, (count) => `person-${count}@example.com`),
    );
    return this.#withoutNames(anonymous)
      .replace(IAM_ID, (id, prefix: string) =>
        this.#replacementOf('id', id, (count) => iamId(prefix, id.length, count)),
      )
      .replace(TWELVE_DIGITS, (id) => (this.#accounts.has(id) ? this.#account(id) : id))
      .replace(
        HOST_NAME,
        (_name, kind: string, ...parts: string[]) =>
          `${kind}-${this.#address(parts.slice(0, 4).join('.')).replaceAll('.', '-')}`,
      )
      .replace(IP_V4, (address) => (isIPv4(address) ? this.#address(address) : address))
      .replace(IP_V6, (address) => (isIPv6(address) ? this.#address(address) : address));
  }

  #withoutNames(text: string): string {
    const texts = [...(this.#replacements.get('text') ?? [])];
    const replaced = texts.reduce((rest, [from, to]) => rest.replaceAll(from, to), text);
    return this.#names.reduce((rest, name) => {
      if (!rest.includes(name)) return rest;
      const to = this.#replacementOf('name', name, (count) => `person-${count}`);
      return rest.replace(standing(name), () => to);
    }, replaced);
  }

  #account(id: string): string {
    return this.#replacementOf('account', id, (count) => String(100_000_000_000 + count));
  }

  #address(address: string): string {
    if (GENERAL.has(address)) return address;
    if (isIPv6(address))
      return this.#replacementOf('v6', address.toLowerCase(), (count) => `2001:db8::${count.toString(16)}`);
    const isPrivate = PRIVATE.test(address);
    return this.#replacementOf(isPrivate ? 'private' : 'v4', address, (count) =>
      // RFC 2544: the largest range that belongs to nobody.
      isPrivate ? `10.0.${count >> 8}.${count & 255}` : `198.18.${count >> 8}.${count & 255}`,
    );
  }

  #replacementOf(kind: string, original: string, make: (count: number) => string): string {
    const known = this.#replacements.get(kind) ?? new Map<string, string>();
    this.#replacements.set(kind, known);
    const replacement = known.get(original) ?? (this.#keeps ? original : unused(known, make));
    known.set(original, replacement);
    return replacement;
  }
}

/** The next replacement that stands for nothing else. */
function unused(known: ReadonlyMap<string, string>, make: (count: number) => string): string {
  const taken = new Set(known.values());
  let count = known.size + 1;
  while (taken.has(make(count))) count += 1;
  return make(count);
}

function longestFirst(known: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...known, ...more])].sort((left, right) => right.length - left.length);
}

function iamId(prefix: string, length: number, count: number): string {
  const number = String(count);
  return prefix + 'EXAMPLE'.repeat(length).slice(0, length - prefix.length - number.length) + number;
}

/** A name where it stands for itself; one of several parts, such as `jane.doe`, also within names of other things. */
function standing(name: string): RegExp {
  const [before, behind] = /\w[.@+]\w/.test(name) ? ['A-Za-z0-9', 'A-Za-z0-9'] : ['\\w.-', '\\w-'];
  return new RegExp(`(?<![${before}])${escaped(name)}(?![${behind}])`, 'g');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
