import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { CassetteValueError } from './cassette-error.js';
import { encode } from './encode.js';

/** What is no part of a question: signals end the waiting for its answer. */
const NOTHING = Symbol('nothing');

/**
 * The arguments of a call as they stand on a cassette. An event is told by its id, a class by its name, a command of the
 * SDK by its name and input.
 * @throws {CassetteValueError} when one of them cannot be told apart from others later, such as a function.
 */
export function argumentsOf(values: readonly unknown[], call: string): JsonValue[] {
  const told = values.map((value) => asked(value));
  while (told.length > 0 && (told.at(-1) === NOTHING || told.at(-1) === undefined)) told.pop();
  return told.map((value, index) => argumentOf(value, `argument ${index + 1} of ${call}`));
}

/** A call as it is written: `method('text', { name: 1 })`. Equal arguments give equal texts, whatever the order of members. */
export function callText(method: string, args: readonly JsonValue[]): string {
  return `${method}(${args.map(textOf).join(', ')})`;
}

function argumentOf(value: unknown, what: string): JsonValue {
  if (value === NOTHING) return { $undefined: true };
  if (isCommand(value)) {
    const { json } = encode(asked(value.input), `the input of ${what}`);
    return { $command: { name: value.constructor.name.replace(/Command$/, ''), input: json } };
  }
  if (isEvent(value)) return { $event: `${value.accountId}/${value.awsRegion}/${value.eventID}` };
  if (typeof value === 'function' && isClass(value)) return { $class: value.name };
  const { json, live } = encode(value, what);
  if (live.size > 0) throw new CassetteValueError(what, 'it is an object with methods');
  return json;
}

/** What of a value belongs to the question. */
function asked(value: unknown): unknown {
  if (value instanceof AbortSignal) return NOTHING;
  if (typeof value !== 'object' || value === null || !hasSignal(value)) return value;
  const rest = Object.entries(value).filter(([, member]) => !(member instanceof AbortSignal));
  return rest.length > 0 ? Object.fromEntries(rest) : NOTHING;
}

function hasSignal(value: object): boolean {
  return Object.values(value).some((member) => member instanceof AbortSignal);
}

interface Command {
  readonly input: unknown;
}

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'input' in value && 'middlewareStack' in value;
}

function isEvent(value: unknown): value is Record<'accountId' | 'awsRegion' | 'eventID', string> {
  return typeof value === 'object' && value !== null && 'eventID' in value && 'record' in value;
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  return isJsonObject(value) ? textOfObject(value) : String(value);
}

function textOfObject(object: JsonObject): string {
  const [[mark, content] = [], ...others] = Object.entries(object);
  if (mark?.startsWith('$') && content !== undefined && others.length === 0) return textOfMark(mark, content);
  return textOfMembers(object);
}

function textOfMembers(object: JsonObject): string {
  // A member that is undefined asks for no more than one that is not there.
  const members = Object.keys(object)
    .filter((name) => textOf(object[name]!) !== 'undefined')
    .sort()
    .map((name) => `${/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)}: ${textOf(object[name]!)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

function textOfMark(mark: string, content: JsonValue): string {
  if (mark === '$undefined') return 'undefined';
  // Whether it has a prototype makes no difference to who is asked.
  if (mark === '$bare' && isJsonObject(content)) return textOfMembers(content);
  if (mark === '$class' || mark === '$event') return `${mark.slice(1)} ${content}`;
  if (mark === '$command' && isJsonObject(content)) return `${content.name} ${textOf(content.input!)}`;
  return `${mark.slice(1)} ${textOf(content)}`;
}

/** In single quotes: double ones would have to be escaped in a file of JSON. */
function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}
