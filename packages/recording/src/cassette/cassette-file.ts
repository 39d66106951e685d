import { isJsonObject, type JsonObject, type JsonValue, messageOf } from '@fullstop/core';
import { CassetteError } from './cassette-error.js';

/** How one call ended. */
export type Outcome = { readonly answer: JsonValue } | { readonly error: JsonValue };

/** A call with all of its outcomes. */
export interface RecordedCall {
  /** One, which holds however often it is asked; or several different ones, in the order in which they came. */
  readonly outcomes: readonly Outcome[];
  /** Whether it answered without a promise. */
  readonly sync: boolean;
}

/** What was asked of one port. */
export interface RecordedPort {
  /** Names of methods by the place of the object that has them; that of the port itself is the empty text. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
  /** By the text of the call. */
  readonly calls: ReadonlyMap<string, RecordedCall>;
}

/** What is on a cassette. */
export interface CassetteContent {
  /** Options that the plugins had, by id. */
  readonly options: Readonly<Record<string, JsonObject>>;
  readonly ports: ReadonlyMap<string, RecordedPort>;
}

/** Version of the format. */
const FORMAT = 1;

/** The file: in a stable order, so that recording again changes only the lines of what changed. */
export function writtenCassette({ options, ports }: CassetteContent): string {
  const file = {
    cassette: FORMAT,
    options: sorted(Object.entries(options)),
    ports: sorted([...ports].map(([name, port]) => [name, writtenPort(port)])),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** @param name of the file, for messages. @throws {CassetteError} when the text is no cassette. */
export function readCassette(text: string, name: string): CassetteContent {
  const file = parsed(text, name);
  const { cassette, options, ports } = isJsonObject(file) ? file : {};
  if (cassette !== FORMAT || !isJsonObject(ports)) {
    throw new CassetteError(
      `${name} is no cassette of format ${FORMAT}: it lacks "cassette": ${FORMAT}, or ports.`,
    );
  }
  return {
    options: (isJsonObject(options) ? options : {}) as Record<string, JsonObject>,
    ports: new Map(Object.entries(ports).map(([port, json]) => [port, readPort(json, `${name}, ${port}`)])),
  };
}

function writtenPort({ methods, calls }: RecordedPort): JsonObject {
  return {
    methods: sorted([...methods].map(([place, names]) => [place, names.join(' ')])),
    calls: sorted([...calls].map(([call, recorded]) => [call, writtenCall(recorded)])),
  };
}

function writtenCall({ outcomes, sync }: RecordedCall): JsonObject {
  const [first, ...others] = outcomes.map((outcome): JsonObject => ({ ...outcome }));
  const ended = others.length === 0 ? first! : { inOrder: [first!, ...others] };
  return sync ? { ...ended, sync } : ended;
}

function readPort(json: JsonValue, name: string): RecordedPort {
  const { methods, calls } = isJsonObject(json) ? json : {};
  if (!isJsonObject(methods) || !isJsonObject(calls))
    throw new CassetteError(`${name}: lacks methods or calls.`);
  const names = Object.entries(methods).map(([place, list]) => [place, String(list).split(' ')] as const);
  return {
    methods: new Map(names),
    calls: new Map(Object.entries(calls).map(([call, each]) => [call, readCall(each, `${name}, ${call}`)])),
  };
}

function readCall(json: JsonValue, name: string): RecordedCall {
  const call = isJsonObject(json) ? json : {};
  const outcomes = (Array.isArray(call.inOrder) ? call.inOrder : [call]).map((each): Outcome => {
    if (isJsonObject(each) && each.answer !== undefined) return { answer: each.answer };
    if (isJsonObject(each) && each.error !== undefined) return { error: each.error };
    throw new CassetteError(`${name}: has neither answer nor error.`);
  });
  return { outcomes, sync: call.sync === true };
}

function parsed(text: string, name: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CassetteError(`${name} is no JSON: ${messageOf(cause)}`, { cause });
  }
}

function sorted(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  return Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)));
}
