import { isJsonObject, type JsonObject, type JsonValue, type Provided } from '@fullstop/core';
import { withoutSecrets } from '../redaction/secrets.js';
import { argumentsOf } from './call-text.js';
import { type Cassette, portName } from './cassette.js';
import { CassetteError, CassetteMissError, REMEDY } from './cassette-error.js';
import type { CassetteContent, Outcome, RecordedCall, RecordedPort } from './cassette-file.js';
import { decode } from './decode.js';
import { LEFT } from './encode.js';
import { nearestOf } from './nearest.js';
import { type AskedCall, kindOf, type ObjectPath, PORT_ITSELF, textOfCall } from './object-path.js';
import {
  FETCH,
  type FetchOptions,
  type RecordedResponse,
  recordedRequest,
  responseOf,
} from './recorded-fetch.js';

/** Answers from a cassette. Asks nobody. */
export class CassettePlayer implements Cassette {
  readonly mode = 'replay';
  readonly #name: string;
  readonly #options: CassetteContent['options'];
  readonly #ports: ReadonlyMap<string, PortReplay>;

  /** @param name of the file, for messages. */
  constructor({ options, ports }: CassetteContent, name: string) {
    this.#name = name;
    this.#options = options;
    this.#ports = new Map(
      [...ports].map(([port, recorded]) => [port, new PortReplay(recorded, `${name}, ${port},`)]),
    );
  }

  port<Port extends object>(token: symbol | string): Port {
    // What the cassette answers is what such a port once answered.
    return this.#replay(portName(token)).object({}, PORT_ITSELF) as Port;
  }

  fetch(options: FetchOptions = {}): typeof fetch {
    const replay = this.#replay(FETCH);
    return async (input, init) => {
      const { method, url, more } = await recordedRequest(input, init, options);
      const answer = await replay.ask(PORT_ITSELF, method, more ? [url, more] : [url]);
      return responseOf(answer as RecordedResponse);
    };
  }

  get provided(): readonly Provided[] {
    return [...this.#ports.keys()]
      .filter((name) => name !== FETCH)
      .map((name) => ({ token: Symbol.for(name), value: this.port(name) }));
  }

  optionsOf(pluginId: string): Readonly<Record<string, unknown>> {
    const options = this.#options[pluginId];
    return options ? (decode(options, noObject) as Record<string, unknown>) : {};
  }

  get unused(): readonly string[] {
    return [...this.#ports].flatMap(([name, { unused }]) => unused.map((call) => `${name} ${call}`));
  }

  get missed(): readonly string[] {
    return [...this.#ports].flatMap(([name, { missed }]) => missed.map((call) => `${name} ${call}`));
  }

  save(): void {}

  #replay(name: string): PortReplay {
    const replay = this.#ports.get(name);
    if (replay) return replay;
    const known = [...this.#ports.keys()].join(', ') || 'nothing';
    throw new CassetteError(`${this.#name} holds no calls of ${name}; it holds ${known}. ${REMEDY}`);
  }
}

/** The answers of one port. */
class PortReplay {
  readonly missed: string[] = [];
  readonly #port: RecordedPort;
  readonly #name: string;
  /** How often each call was made. */
  readonly #made = new Map<string, number>();

  constructor(port: RecordedPort, name: string) {
    this.#port = port;
    this.#name = name;
  }

  get unused(): string[] {
    return [...this.#port.calls]
      .filter(([text, { outcomes }]) => (this.#made.get(text) ?? 0) < outcomes.length)
      .map(([text]) => text);
  }

  /** An object with the methods that it had when it was recorded. */
  object(members: JsonObject, path: ObjectPath, prototype: object = Object.prototype): object {
    const object: object = Object.create(prototype);
    const define = (name: string, property: PropertyDescriptor) =>
      Object.defineProperty(object, name, { ...property, configurable: true, enumerable: true });
    for (const name of this.#port.methods.get(kindOf(path)) ?? [])
      define(name, { value: (...args: readonly unknown[]) => this.ask(path, name, args), writable: true });
    for (const [name, json] of Object.entries(members)) define(name, this.#member(name, json));
    return object;
  }

  /** Answers as the real object did. @throws {CassetteMissError} when it was not asked that. */
  ask(of: ObjectPath, method: string, args: readonly unknown[]): unknown {
    const told = argumentsOf(args, `${method} of ${this.#name}`).map(withoutSecrets);
    const call = { of, method, args: told };
    const { outcome, sync } = this.#outcomeOf(call);
    if (sync) return this.#ended(outcome, call, args);
    return Promise.resolve().then(() => this.#ended(outcome, call, args));
  }

  /** A miss throws at once, whether the answer would have been a promise or not: nobody knows. */
  #outcomeOf(call: AskedCall): { readonly outcome: Outcome; readonly sync: boolean } {
    const text = textOfCall(call);
    const recorded = this.#port.calls.get(text);
    if (!recorded) return this.#miss(text, this.#whereElse(text));
    const made = (this.#made.get(text) ?? 0) + 1;
    this.#made.set(text, made);
    const outcome = outcomeAt(recorded, made);
    if (outcome) return { outcome, sync: recorded.sync };
    const count = recorded.outcomes.length;
    return this.#miss(text, `it was made ${count} times with different answers, and this is call ${made}.`);
  }

  #ended(outcome: Outcome, call: AskedCall, args: readonly unknown[]): unknown {
    const alive = (members: JsonObject, place: string) =>
      this.object(members, { call, place }, place === '' ? classAmong(args)?.prototype : undefined);
    if ('error' in outcome) throw decode(outcome.error, alive);
    return decode(outcome.answer, alive);
  }

  #member(name: string, json: JsonValue): PropertyDescriptor {
    if (!isJsonObject(json) || !(LEFT in json)) return { value: decode(json, noObject), writable: true };
    return {
      get: () => {
        throw new CassetteError(`${this.#name} did not keep ${name}: it is ${json[LEFT]}.`);
      },
    };
  }

  #miss(text: string, reason: string): never {
    this.missed.push(text);
    throw new CassetteMissError(this.#name, text, reason);
  }

  #whereElse(text: string): string {
    const nearest = nearestOf(text, [...this.#port.calls.keys()]);
    return nearest === undefined ? 'it holds no call at all.' : `the nearest that it has is ${nearest}.`;
  }
}

function outcomeAt({ outcomes }: RecordedCall, made: number): Outcome | undefined {
  return outcomes.length === 1 ? outcomes[0] : outcomes[made - 1];
}

/** A class that was asked for, such as that of a client. */
function classAmong(args: readonly unknown[]): { readonly prototype: object } | undefined {
  return args.find((arg) => typeof arg === 'function') as { readonly prototype: object } | undefined;
}

function noObject(): never {
  throw new CassetteError('There is an object with methods where none can be.');
}
