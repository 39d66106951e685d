import type { JsonObject, JsonValue } from '@fullstop/core';
import type { Redaction } from '../redaction/redaction.js';
import { withoutSecrets } from '../redaction/secrets.js';
import { argumentsOf } from './call-text.js';
import { portName } from './cassette.js';
import { CassetteValueError } from './cassette-error.js';
import { type Outcome, type RecordedCall, type RecordedPort, writtenCassette } from './cassette-file.js';
import { type Encoded, encode } from './encode.js';
import { isPlain, memberNamesOf, methodsOf } from './live-object.js';
import { type AskedCall, kindOf, type ObjectPath, PORT_ITSELF, textOfCall } from './object-path.js';
import { FETCH, type FetchOptions, recordedRequest, recordedResponse } from './recorded-fetch.js';

/** Runs something within a context of its own. */
type Around = <T>(ask: () => T) => T;

/** Records what ports are asked, and what they answer. */
export class CassetteRecorder {
  readonly #ports = new Map<string, PortRecording>();
  readonly #options = new Map<string, JsonValue>();
  readonly #around: Around;

  /** @param around does what is asked of a real port; default: just does it. */
  constructor(around: Around = (ask) => ask()) {
    this.#around = around;
  }

  /** The same port, recorded. */
  port<Port extends object>(token: symbol | string, real: Port): Port {
    return this.#recording(portName(token)).recorded(real, PORT_ITSELF);
  }

  /** The same `fetch`, recorded. */
  fetch(options: FetchOptions = {}): typeof fetch {
    const recording = this.#recording(FETCH);
    const { real = fetch } = options;
    return async (input, init) => {
      const { method, url, more } = await recordedRequest(input, init, options).catch(recording.refuse);
      let response: Response | undefined;
      await recording.ask(PORT_ITSELF, method, more ? [url, more] : [url], async () => {
        response = await real(input, init);
        return recordedResponse(response, options);
      });
      return response!;
    };
  }

  /** Keeps options of a plugin, so that a test can give it the same. */
  setOptions(pluginId: string, options: unknown): void {
    this.#options.set(pluginId, encode(options, `options of ${pluginId}`).json);
  }

  /** Everything that was recorded so far, as it came: for a redaction to learn from before it redacts the first record. */
  get values(): readonly JsonValue[] {
    return [...this.#options.values(), ...[...this.#ports.values()].flatMap(({ values }) => values)];
  }

  /**
   * The text of the file.
   * @param redaction without it, only secrets are taken out, and only of questions.
   * @throws {CassetteValueError} when something was asked or answered that cannot be kept, or cannot be redacted.
   */
  written(redaction?: Redaction): string {
    for (const value of this.values) {
      redaction?.learn(value);
      if (redaction) refuseUnreadable(value);
    }
    const change = (value: JsonValue) => redaction?.redactValue(value) ?? value;
    const options = [...this.#options].map(([id, value]) => [id, change(value) as JsonObject] as const);
    const ports = [...this.#ports].map(([name, port]) => [name, port.written(change)] as const);
    return writtenCassette({ options: Object.fromEntries(options), ports: new Map(ports) });
  }

  #recording(name: string): PortRecording {
    const recording = this.#ports.get(name) ?? new PortRecording(name, this.#around);
    this.#ports.set(name, recording);
    return recording;
  }
}

/** A call, and how it ended each time; `undefined` while it has not. */
interface Asked extends AskedCall {
  readonly outcomes: (Outcome | undefined)[];
  sync: boolean;
}

/** What one port was asked. */
class PortRecording {
  readonly #name: string;
  readonly #around: Around;
  readonly #asked = new Map<string, Asked>();
  readonly #methods = new Map<string, readonly string[]>();
  #problem: CassetteValueError | undefined;

  constructor(name: string, around: Around) {
    this.#name = name;
    this.#around = around;
  }

  get values(): JsonValue[] {
    return [...this.#asked.values()].flatMap(({ args, outcomes }) => [
      ...args,
      ...outcomes.flatMap((outcome) => (outcome ? Object.values(outcome) : [])),
    ]);
  }

  /** The same object, of the same class, with its methods recorded. */
  recorded<Type extends object>(object: Type, path: ObjectPath): Type {
    const kind = kindOf(path);
    const names = methodsOf(object);
    this.#methods.set(kind, [...new Set([...(this.#methods.get(kind) ?? []), ...names])].sort());
    const recorded = Object.create(object);
    const define = (name: string, property: PropertyDescriptor) =>
      Object.defineProperty(recorded, name, { ...property, configurable: true, enumerable: true });
    // Getters and methods are called on the object itself: others have no access to its private members.
    for (const name of memberNamesOf(object)) define(name, { get: () => Reflect.get(object, name) });
    for (const name of names) {
      const value = (...args: readonly unknown[]) =>
        this.ask(path, name, args, () => Reflect.apply(methodOf(object, name), object, args));
      define(name, { value });
    }
    return recorded;
  }

  /** Asks the real object, and keeps what came of it. */
  ask(of: ObjectPath, method: string, args: readonly unknown[], real: () => unknown): unknown {
    const asked = this.#kept(() => this.#askedFor(of, method, args));
    const slot = asked.outcomes.push(undefined) - 1;
    const fail = (error: unknown) => {
      asked.outcomes[slot] = { error: this.#encoded(error, asked).json };
      return error;
    };
    const end = (answer: unknown) => {
      const encoded = this.#encoded(answer, asked);
      asked.outcomes[slot] = { answer: encoded.json };
      return this.#alive(answer, encoded, asked);
    };
    let answer: unknown;
    try {
      answer = this.#around(real);
    } catch (error) {
      asked.sync = true;
      throw fail(error);
    }
    if (isThenable(answer)) {
      return Promise.resolve(answer).then(end, (error: unknown) => {
        throw fail(error);
      });
    }
    asked.sync = true;
    return end(answer);
  }

  /** In the order of the questions as they were, so that replacements are counted alike when it is recorded again. */
  written(change: (value: JsonValue) => JsonValue): RecordedPort {
    if (this.#problem) throw this.#problem;
    const calls = new Map<string, RecordedCall>();
    for (const key of [...this.#asked.keys()].sort()) {
      const { outcomes, sync, ...call } = this.#asked.get(key)!;
      const text = textOfCall(call, (arg) => change(withoutSecrets(arg)));
      const ended = outcomes.filter((outcome) => outcome !== undefined).map((each) => changed(each, change));
      // Without what was taken out, questions may have become the same.
      const all = [...(calls.get(text)?.outcomes ?? []), ...ended];
      if (all.length > 0) calls.set(text, { outcomes: all, sync });
    }
    const merged = [...calls].map(
      ([text, call]) => [text, { ...call, outcomes: merge(call.outcomes) }] as const,
    );
    return { methods: this.#methods, calls: new Map(merged) };
  }

  #askedFor(of: ObjectPath, method: string, args: readonly unknown[]): Asked {
    const call = { of, method, args: argumentsOf(args, `${method} of ${this.#name}`) };
    const text = textOfCall(call);
    const asked = this.#asked.get(text) ?? { ...call, outcomes: [], sync: false };
    this.#asked.set(text, asked);
    return asked;
  }

  #encoded(value: unknown, asked: Asked): Encoded {
    return this.#kept(() => encode(value, `The answer to ${asked.method} of ${this.#name}`));
  }

  #kept<T>(keep: () => T): T {
    try {
      return keep();
    } catch (error) {
      return this.refuse(error);
    }
  }

  /** What cannot be kept ends the recording, also when whoever asked takes it for a fact that is not to be had. */
  readonly refuse = (error: unknown): never => {
    if (error instanceof CassetteValueError) this.#problem ??= error;
    throw error;
  };

  /** The answer with the objects in it recorded. */
  #alive(value: unknown, encoded: Encoded, call: Asked): unknown {
    if (encoded.live.size === 0 || typeof value !== 'object' || value === null) return value;
    const place = encoded.live.get(value);
    if (place !== undefined) return this.recorded(value, { call, place });
    if (Array.isArray(value)) return value.map((each) => this.#alive(each, encoded, call));
    if (!isPlain(value)) return value;
    const entries = Object.entries(value).map(([name, member]) => [name, this.#alive(member, encoded, call)]);
    return Object.fromEntries(entries);
  }
}

function methodOf(object: object, name: string): (...args: readonly unknown[]) => unknown {
  return Reflect.get(object, name);
}

function changed(outcome: Outcome, change: (value: JsonValue) => JsonValue): Outcome {
  return 'answer' in outcome ? { answer: change(outcome.answer) } : { error: change(outcome.error) };
}

/** One outcome where all are the same. */
function merge(outcomes: readonly Outcome[]): readonly Outcome[] {
  const texts = new Set(outcomes.map((outcome) => JSON.stringify(outcome)));
  return texts.size === 1 ? outcomes.slice(0, 1) : outcomes;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** @throws {CassetteValueError} for bytes that are no text: nobody knows what of whom is in there. */
function refuseUnreadable(value: JsonValue): void {
  JSON.stringify(value, (name, member) => {
    if ((name === '$bytes' || name === '$buffer') && Object(member).base64 !== undefined)
      throw new CassetteValueError(
        'Bytes that are no text',
        'they cannot be redacted; record without redaction',
      );
    return member;
  });
}
