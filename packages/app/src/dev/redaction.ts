import { isIPv4, isIPv6 } from 'node:net';
import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { namesOfPeople } from './names-of-people.js';

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
/** Members whose value opens doors. */
const SECRET = /^(sessionToken|secretAccessKey|userData|.*password|.*secret|.*(?<!next|page|client)token)$/i;
const REMOVED = 'REDACTED';
/** Prefixes of the ids that IAM gives to keys, users, roles and others. */
const IAM_ID = /\b(A(?:KIA|SIA|ROA|IDA|GPA|IPA|NPA|NVA|PKA|SCA|BIA|CCA))[A-Z0-9]{12,}\b/g;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i;
const ACCOUNT = /(?<![\w.])\d{12}(?![\w.])/g;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const IP_V4 = /(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g;
/** As EC2 calls an instance: `ip-10-0-0-1`. */
const HOST_NAME = /\bip-(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})\b/g;
const IP_V6 = /(?<![\w:.])[0-9a-f]*:[0-9a-f:]+(?![\w:.])/gi;
/** Addresses that mean everybody, nobody or oneself; what a rule says about them must stay true. */
const GENERAL = new Set(['0.0.0.0', '255.255.255.255', '127.0.0.1', '169.254.169.254', '::', '::1']);
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

/**
 * Takes out of records what tells whose they are: account ids, names and mail addresses of people, IP addresses, keys and
 * other secrets, and texts that are named. The same thing gets the same replacement in all records of one redaction, so
 * that what belonged together still does; replacements keep the form, and are of the ranges that are kept for examples.
 */
export class Redaction {
  readonly #replacements = new Map<string, Map<string, string>>();
  readonly #names = new Set<string>();

  /** @param texts further texts to take out, such as the name of a company. */
  constructor(texts: readonly string[] = []) {
    for (const text of texts) this.#replacementOf('text', text, (count) => `redacted-${count}`);
  }

  /** A redacted copy of a record. */
  redact(record: JsonObject): JsonObject {
    for (const name of namesOfPeople(record)) this.#names.add(name);
    return this.#object(record);
  }

  #object(object: JsonObject): JsonObject {
    const entries = Object.entries(object).map(([name, value]): [string, JsonValue] => {
      if (KEPT.has(name)) return [name, value];
      if (typeof value === 'string' && SECRET.test(name)) return [name, REMOVED];
      return [this.#text(name), this.#value(value)];
    });
    return Object.fromEntries(entries);
  }

  #value(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return value.map((each) => this.#value(each));
    return isJsonObject(value) ? this.#object(value) : value;
  }

  #text(text: string): string {
    // A part of such an id can look like an account.
    const [uuid] = UUID.exec(text) ?? [];
    if (uuid === undefined) return this.#piece(text);
    const start = text.indexOf(uuid);
    return this.#piece(text.slice(0, start)) + uuid + this.#text(text.slice(start + uuid.length));
  }

  #piece(text: string): string {
    return this.#withoutNames(text)
      .replace(MAIL, (mail) => this.#replacementOf('mail', mail, (count) => `person-${count}@example.com`))
      .replace(IAM_ID, (id, prefix: string) =>
        this.#replacementOf('id', id, (count) => iamId(prefix, id.length, count)),
      )
      .replace(ACCOUNT, (id) =>
        this.#replacementOf('account', id, (count) => String(100_000_000_000 + count)),
      )
      .replace(
        HOST_NAME,
        (_name, ...parts: string[]) =>
          `ip-${this.#address(parts.slice(0, 4).join('.')).replaceAll('.', '-')}`,
      )
      .replace(IP_V4, (address) => (isIPv4(address) ? this.#address(address) : address))
      .replace(IP_V6, (address) => (isIPv6(address) ? this.#address(address) : address));
  }

  #withoutNames(text: string): string {
    const texts = [...(this.#replacements.get('text') ?? [])];
    const replaced = texts.reduce((rest, [from, to]) => rest.replaceAll(from, to), text);
    return [...this.#names].reduce((rest, name) => {
      if (!rest.includes(name)) return rest;
      const to = this.#replacementOf('name', name, (count) => `person-${count}`);
      return rest.replace(new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w-])`, 'g'), () => to);
    }, replaced);
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
    const replacement = known.get(original) ?? make(known.size + 1);
    known.set(original, replacement);
    return replacement;
  }
}

function iamId(prefix: string, length: number, count: number): string {
  const number = String(count);
  return prefix + 'EXAMPLE'.repeat(length).slice(0, length - prefix.length - number.length) + number;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
