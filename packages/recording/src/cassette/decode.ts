import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { CassetteError } from './cassette-error.js';
import { emptyErrorOf } from './error-classes.js';

/** Makes an object that can be asked. @param place of it in the answer. */
export type MakeLive = (members: JsonObject, place: string) => object;

/** The value that `encode` wrote; a new one each time. @throws {CassetteError} when somebody wrote it who does not know how. */
export function decode(json: JsonValue, makeLive: MakeLive, place = ''): unknown {
  if (Array.isArray(json)) return json.map((each, index) => decode(each, makeLive, `${place}[${index}]`));
  if (!isJsonObject(json)) return json;
  const [entry, ...others] = Object.entries(json);
  if (entry?.[0].startsWith('$') && others.length === 0) return marked(entry[0], entry[1], makeLive, place);
  return plain(json, makeLive, place);
}

function plain(json: JsonObject, makeLive: MakeLive, place: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).map(([name, member]) => [name, decode(member, makeLive, `${place}.${name}`)]),
  );
}

function marked(mark: string, content: JsonValue, makeLive: MakeLive, place: string): unknown {
  if (mark === '$undefined') return undefined;
  if (mark === '$number') return Number(content);
  if (mark === '$bigint' && typeof content === 'string') return BigInt(content);
  if (mark === '$date') return new Date(typeof content === 'string' ? content : Number.NaN);
  if (mark === '$url' && typeof content === 'string') return new URL(content);
  if (Array.isArray(content)) {
    const parts = decode(content, makeLive, place) as [unknown, unknown][];
    if (mark === '$map') return new Map(parts);
    if (mark === '$set') return new Set<unknown>(parts);
  }
  if (isJsonObject(content)) {
    if (mark === '$object') return makeLive(content, place);
    if (mark === '$error') return errorOf(content, makeLive, place);
    if (mark === '$plain') return plain(content, makeLive, place);
    if (mark === '$bare') return Object.assign(Object.create(null), plain(content, makeLive, place));
    if (mark === '$buffer') return bytes(content);
    if (mark === '$bytes') return new Uint8Array(bytes(content));
  }
  throw new CassetteError(`A cassette has a mark that nobody knows: ${mark}.`);
}

/** The error again: of the same class where it is one of Fullstop or of the language, else of the nearest such class. */
function errorOf(json: JsonObject, makeLive: MakeLive, place: string): Error {
  const error = emptyErrorOf(String(json.class));
  const members = isJsonObject(json.members) ? plain(json.members, makeLive, place) : {};
  hide(error, 'message', json.message);
  if (error.name !== json.name) hide(error, 'name', json.name);
  if (json.cause !== undefined) hide(error, 'cause', decode(json.cause, makeLive, `${place}.cause`));
  return Object.assign(error, members);
}

function hide(error: Error, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false });
}

function bytes({ text, base64 }: JsonObject): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(String(base64), 'base64');
}
