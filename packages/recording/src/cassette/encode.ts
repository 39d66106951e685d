import { types } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { CassetteValueError } from './cassette-error.js';
import { isError, nearestClassOf } from './error-classes.js';
import { isLive, isPlain, memberNamesOf } from './live-object.js';

/** A value as it stands on a cassette, and the objects in it that can be asked, by their places in it. */
export interface Encoded {
  readonly json: JsonValue;
  readonly live: ReadonlyMap<object, string>;
}

/** Marks a member that was not kept. */
export const LEFT = '$left';

/**
 * Writes a value as JSON. What JSON does not have is marked by an object with one member, such as `{ "$date": "…" }`.
 * @param what the value, for messages.
 * @throws {CassetteValueError} for what would be changed by it: functions, symbols, cycles, streams, and others.
 */
export function encode(value: unknown, what: string): Encoded {
  const encoder = new Encoder(what, true);
  return { json: encoder.value(value, ''), live: encoder.live };
}

class Encoder {
  readonly live = new Map<object, string>();
  /** The objects around the one that is looked at. */
  readonly #around = new Set<object>();
  readonly #what: string;
  readonly #takesLive: boolean;

  constructor(what: string, takesLive: boolean) {
    this.#what = what;
    this.#takesLive = takesLive;
  }

  value(value: unknown, place: string): JsonValue {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return isInJson(value) ? value : { $number: Object.is(value, -0) ? '-0' : String(value) };
      case 'bigint':
        return { $bigint: String(value) };
      case 'undefined':
        return { $undefined: true };
      case 'object':
        return value === null ? null : this.#object(value, place);
      default:
        return this.#refuse(place, `a ${typeof value}`);
    }
  }

  #object(object: object, place: string): JsonValue {
    if (this.#around.has(object)) return this.#refuse(place, 'something that contains itself');
    this.#around.add(object);
    try {
      if (Array.isArray(object)) return this.#list(object, place);
      if (isError(object)) return { $error: this.#error(object, place) };
      if (isLive(object)) return this.#live(object, place);
      return this.#ofLanguage(object, place) ?? this.#plain(object, place);
    } finally {
      this.#around.delete(object);
    }
  }

  #list(list: readonly unknown[], place: string): JsonValue {
    if (Object.keys(list).length !== list.length) this.#refuse(place, 'a list with holes or names');
    return list.map((each, index) => this.value(each, `${place}[${index}]`));
  }

  #ofLanguage(object: object, place: string): JsonValue | undefined {
    if (types.isDate(object)) return { $date: Number.isNaN(object.getTime()) ? null : object.toISOString() };
    if (types.isMap(object)) return { $map: this.#parts([...object], place) };
    if (types.isSet(object)) return { $set: this.#parts([...object], place) };
    if (types.isUint8Array(object))
      return { [Buffer.isBuffer(object) ? '$buffer' : '$bytes']: bytesOf(object) };
    if (object instanceof URL) return { $url: object.href };
    return isPlain(object) ? undefined : this.#refuse(place, `a ${object.constructor.name}`);
  }

  /** What could not be found again by its place must not be asked. */
  #parts(parts: readonly unknown[], place: string): JsonValue {
    const before = this.live.size;
    const json = this.value(parts, place);
    return this.live.size === before ? json : this.#refuse(place, 'an object with methods, in a map or set');
  }

  #plain(object: object, place: string): JsonValue {
    if (Object.getOwnPropertySymbols(object).length > 0) this.#refuse(place, 'a member named by a symbol');
    const entries = Object.entries(object).map(([name, member]) => [
      name,
      this.value(told(name, member), `${place}.${name}`),
    ]);
    const json: JsonObject = Object.fromEntries(entries);
    if (Object.getPrototypeOf(object) === null) return { $bare: json };
    return looksMarked(json) ? { $plain: json } : json;
  }

  #live(object: object, place: string): JsonValue {
    if (!this.#takesLive) this.#refuse(place, 'an object with methods');
    this.live.set(object, place);
    const members = memberNamesOf(object).map((name): [string, JsonValue] => [
      name,
      this.#member(object, name, `${place}.${name}`),
    ]);
    return { $object: Object.fromEntries(members) };
  }

  /** Errors carry requests, sockets and other things that nobody decides by; those are left out. */
  #error(error: Error, place: string): JsonObject {
    const own = Object.keys(error).filter((name) => !['name', 'message', 'stack', 'cause'].includes(name));
    const members = own
      .map((name) => [name, this.#member(error, name, `${place}.${name}`)] as const)
      .filter(([, member]) => !isLeft(member));
    return {
      class: nearestClassOf(error),
      name: error.name,
      message: error.message,
      ...(members.length > 0 && { members: Object.fromEntries(members) }),
      ...(isError(error.cause) && { cause: this.value(error.cause, `${place}.cause`) }),
    };
  }

  /** A member of somebody's class may be anything; what cannot be kept of it must not be looked at in a replay. */
  #member(object: object, name: string, place: string): JsonValue {
    try {
      return new Encoder(this.#what, false).value(told(name, Reflect.get(object, name)), place);
    } catch {
      return { [LEFT]: 'what a cassette cannot keep' };
    }
  }

  #refuse(place: string, problem: string): never {
    throw new CassetteValueError(`${this.#what}${place && `, at ${place}`}`, `it is ${problem}`);
  }
}

/** Ids and attempts of a request of the SDK tell nothing of what was asked, and are others each time. */
function told(name: string, member: unknown): unknown {
  if (name !== '$metadata' || !isJsonObject(member) || !('requestId' in member || 'attempts' in member))
    return member;
  return 'httpStatusCode' in member ? { httpStatusCode: member.httpStatusCode } : {};
}

function isLeft(json: JsonValue): boolean {
  return isJsonObject(json) && LEFT in json;
}

function isInJson(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

/** Whether a plain object could be taken for a mark. */
function looksMarked(json: JsonObject): boolean {
  const names = Object.keys(json);
  return names.length === 1 && names[0]!.startsWith('$');
}

/** Bytes that are a text stand as that text, for readers and for redaction. */
function bytesOf(bytes: Uint8Array): JsonObject {
  const text = Buffer.from(bytes).toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(bytes);
  return isText ? { text } : { base64: Buffer.from(bytes).toString('base64') };
}
