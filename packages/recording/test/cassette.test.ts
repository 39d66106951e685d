import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Bucket,
  type Buckets,
  FactUnavailableError,
  FullstopError,
  isRetryable,
  type JsonValue,
  PartialInspectionError,
  RetryableError,
} from '@fullstop/core';
import { anEvent, launched } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Cassette, CassetteRecorder, openCassette, Redaction } from '../src/index.js';

/** A port of somebody, whose one method takes and answers anything. */
interface Oracle {
  ask(...question: readonly unknown[]): unknown;
}
const ORACLE = Symbol.for('@acme/oracle');

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-cassette-'));
  path = join(folder, 'cassettes', 'oracle.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Records what happens, and gives the cassette for the replay. */
async function recorded(
  real: Oracle,
  use: (oracle: Oracle) => unknown,
  options: { readonly redact?: readonly string[] } = {},
): Promise<Cassette> {
  const cassette = openCassette(path, { mode: 'record', ...options });
  await use(cassette.port(ORACLE, () => real));
  cassette.save();
  return openCassette(path);
}

const answering = (answer: unknown): Oracle => ({ ask: async () => answer });
const replayed = (cassette: Cassette) => cassette.port<Oracle>(ORACLE);
const file = () => readFileSync(path, 'utf8');

describe('An answer', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'a „text“'],
    ['a lone surrogate', '\ud800'],
    ['a number that JSON does not have', [Number.NaN, Number.NEGATIVE_INFINITY, -0]],
    ['a bigint', 2n ** 70n],
    ['an instant', new Date('2026-03-02T09:15:00.123Z')],
    ['a map', new Map<unknown, unknown>([[{ a: 1 }, new Set([1n])]])],
    ['a set', new Set(['a', undefined])],
    ['bytes of a text', new TextEncoder().encode('größer')],
    ['a buffer', Buffer.from('a buffer')],
    ['an address', new URL('https://example.com/a?b=c')],
    ['members that are undefined', { a: undefined, b: [undefined] }],
    ['a member that looks like a mark', { a: { $date: 'x' }, b: { $plain: { $set: 1 } } }],
    ['a member with the name of the prototype', JSON.parse('{"__proto__":{"a":1}}')],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['an error', new RangeError('out of range')],
  ])('that is %s comes back as it was', async (_what, answer) => {
    const cassette = await recorded(answering(answer), (oracle) => oracle.ask());
    const again = await replayed(cassette).ask();
    expect(again).toStrictEqual(answer);
    if (typeof answer === 'object' && answer !== null) expect(again).not.toBe(answer);
  });

  it('that is no instant comes back as none', async () => {
    const cassette = await recorded(answering(new Date(Number.NaN)), (oracle) => oracle.ask());
    expect(String(await replayed(cassette).ask())).toBe('Invalid Date');
  });

  it('of the SDK comes back without the ids and attempts of its request', async () => {
    const $metadata = { httpStatusCode: 200, requestId: 'r-1', attempts: 2, totalRetryDelay: 10 };
    const cassette = await recorded(answering({ Images: [], $metadata }), (oracle) => oracle.ask());
    expect(await replayed(cassette).ask()).toEqual({ Images: [], $metadata: { httpStatusCode: 200 } });
  });

  it('of any kind comes back as it was, to whatever was asked', async () => {
    const anything = fc.anything({
      ...{ withDate: true, withBigInt: true, withMap: true, withSet: true, withNullPrototype: true },
      ...{ maxDepth: 3, withUnicodeString: true },
      key: fc.oneof(fc.string(), fc.constantFrom('$date', '$undefined', '$object', '__proto__')),
    });
    await fc.assert(
      fc.asyncProperty(anything, anything, async (question, answer) => {
        const recorder = new CassetteRecorder();
        await recorder.port<Oracle>(ORACLE, answering(answer)).ask(question);
        writeFileSync(join(folder, 'any.json'), recorder.written());
        expect(await replayed(openCassette(join(folder, 'any.json'))).ask(question)).toStrictEqual(answer);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['a function', () => 1, /answer to ask of @acme\/oracle cannot be .*: it is a function/],
    ['a symbol', { a: Symbol('s') }, /at \.a cannot be .*: it is a symbol/],
    ['a cycle', cycle(), /at \.self cannot be .*: it is something that contains itself/],
    ['a list with holes', Object.assign([], { 2: 1 }), /a list with holes/],
    ['a pattern', [/x/], /at \[0\] cannot be .*: it is a RegExp/],
    ['an object with methods in a set', new Set([{ a() {} }]), /with methods, in a map or set/],
  ])('that is %s is refused, also when somebody catches that', async (_what, answer, message) => {
    const cassette = openCassette(path, { mode: 'record' });
    const asking = cassette.port(ORACLE, () => answering(answer)).ask();
    await expect(asking).rejects.toMatchObject({
      code: 'CASSETTE_VALUE',
      message: expect.stringMatching(message),
    });
    expect(() => cassette.save()).toThrow(message);
    expect(existsSync(path)).toBe(false);
  });
});

describe('An error', () => {
  const throttled = Object.assign(new Error('Rate exceeded'), {
    ...{ name: 'ThrottlingException', $fault: 'client', $retryable: { throttling: true } },
    ...{ $metadata: { httpStatusCode: 400, requestId: 'r-1' }, socket: { destroy() {} } },
  });

  it.each([
    ['a fact that is not to be had', new FactUnavailableError('image of i-1', 'throttled'), true],
    ['"later may work"', new RetryableError('BUSY', 'busy'), true],
    ['a permanent error', new FullstopError('WRONG', 'wrong'), false],
    [
      'a part that is not decided',
      new PartialInspectionError([1], [new RetryableError('BUSY', 'busy')]),
      true,
    ],
    ['an error of the language', new TypeError('no'), false],
  ])('that is %s comes back in the same class', async (_what, error, retryable) => {
    const cassette = await recorded({ ask: () => Promise.reject(error) }, (oracle) => caught(oracle));
    const again = await caught(replayed(cassette));
    expect(again).toBeInstanceOf(error.constructor);
    expect(again).toMatchObject({ ...error, name: error.name, message: error.message });
    expect(isRetryable(again)).toBe(retryable);
  });

  it('of the SDK keeps what tells its class, and its cause; not the request', async () => {
    const failure = new FactUnavailableError('image of i-1', 'throttled', { cause: throttled });
    const cassette = await recorded({ ask: () => Promise.reject(failure) }, (oracle) => caught(oracle));
    const { cause } = (await caught(replayed(cassette))) as Error;
    expect(cause).toMatchObject({ name: 'ThrottlingException', $retryable: { throttling: true } });
    expect(cause).toHaveProperty('$metadata', { httpStatusCode: 400 });
    expect(cause).not.toHaveProperty('socket');
  });

  it.each(['a text', undefined])('that is none (%s) comes back as what it is', async (thrown) => {
    const cassette = await recorded({ ask: () => Promise.reject(thrown) }, (oracle) => caught(oracle));
    expect(await caught(replayed(cassette))).toBe(thrown);
  });

  it('that is thrown without a promise is thrown without a promise', async () => {
    const real: Oracle = {
      ask() {
        throw new FactUnavailableError('x', 'closed');
      },
    };
    const cassette = await recorded(real, (oracle) => expect(() => oracle.ask()).toThrow('closed'));
    expect(() => replayed(cassette).ask()).toThrow(FactUnavailableError);
  });
});

describe('A question', () => {
  const echo: Oracle = { ask: async (...question) => question.length };

  it.each<[string, unknown[], string]>([
    ['texts, with quotes', ["it's", '"x"', 'a\nb'], `ask('it\\'s', '"x"', 'a\\nb')`],
    ['members, in any order', [{ b: 1, a: { 'c-d': null } }], "ask({ a: { 'c-d': null }, b: 1 })"],
    ['members that are undefined', [{ a: undefined, b: [undefined] }], 'ask({ b: [undefined] })'],
    ['an instant', [new Date(0)], "ask(date '1970-01-01T00:00:00.000Z')"],
    ['nothing between others', [undefined, 1], 'ask(undefined, 1)'],
    ['nothing at the end', [1, undefined], 'ask(1)'],
    ['a signal, which is no part of it', [1, AbortSignal.timeout(1e6)], 'ask(1)'],
    ['a signal among options', [1, { abortSignal: AbortSignal.timeout(1e6) }], 'ask(1)'],
    ['a class', [class Client {}], 'ask(class Client)'],
    [
      'an event',
      [anEvent('ec2.amazonaws.com:RunInstances', launched('i-1'))],
      'ask(event 111122223333/eu-central-1/00000000-0000-4000-8000-000000000001)',
    ],
  ])('with %s is a line that can be read', async (_what, question, line) => {
    const recorder = new CassetteRecorder();
    await recorder.port(ORACLE, echo).ask(...question);
    expect(Object.keys(JSON.parse(recorder.written()).ports['@acme/oracle'].calls)).toEqual([line]);
  });

  it('with a function is refused', () => {
    const cassette = openCassette(path, { mode: 'record' });
    const oracle = cassette.port(ORACLE, () => echo);
    expect(() => oracle.ask(() => 1)).toThrow(/argument 1 of ask of @acme\/oracle cannot .* a function/);
  });

  it('that is not on the cassette fails, and names the nearest one and the remedy', async () => {
    const cassette = await recorded(echo, (oracle) =>
      Promise.all([oracle.ask('ami-1'), oracle.ask('role', 2)]),
    );
    const oracle = replayed(cassette);
    await expect(async () => oracle.ask('ami-2')).rejects.toMatchObject({
      code: 'CASSETTE_MISS',
      message: expect.stringMatching(
        /no answer to ask\('ami-2'\): .* is ask\('ami-1'\)\. Record it anew: fullstop/,
      ),
    });
    expect(cassette.missed).toEqual(["@acme/oracle ask('ami-2')"]);
    expect(cassette.unused).toEqual(["@acme/oracle ask('ami-1')", "@acme/oracle ask('role', 2)"]);
    await oracle.ask('ami-1');
    expect(cassette.unused).toEqual(["@acme/oracle ask('role', 2)"]);
  });

  it('that has always had the same answer has it for ever', async () => {
    const cassette = await recorded(echo, async (oracle) => [await oracle.ask(1), await oracle.ask(1)]);
    const oracle = replayed(cassette);
    expect(await Promise.all([1, 2, 3].map(() => oracle.ask(1)))).toEqual([1, 1, 1]);
    expect(file()).not.toContain('inOrder');
  });

  it('that had different answers has them in the order in which it was asked, and then none', async () => {
    const delays = [30, 1, 10];
    let asked = 0;
    const real: Oracle = {
      ask: async () => {
        asked += 1;
        const count = asked;
        await new Promise((resolve) => setTimeout(resolve, delays[count - 1]));
        if (count === 2) throw new FactUnavailableError('it', 'busy');
        return count;
      },
    };
    const both = (oracle: Oracle) => Promise.allSettled([oracle.ask(), oracle.ask(), oracle.ask()]);
    const cassette = await recorded(real, both);
    const oracle = replayed(cassette);
    expect((await both(oracle)).map((each) => ('value' in each ? each.value : each.reason.code))).toEqual([
      ...[1, 'FACT_UNAVAILABLE', 3],
    ]);
    expect(() => oracle.ask()).toThrow(/made 3 times with different answers, and this is call 4/);
  });

  it('is answered whatever the secret in it is', async () => {
    const cassette = await recorded(echo, (oracle) => oracle.ask({ apiKey: 'the-real-key', id: 1 }));
    expect(file()).not.toContain('the-real-key');
    expect(await replayed(cassette).ask({ apiKey: 'any', id: 1 })).toBe(1);
  });
});

describe('An object in an answer', () => {
  class Thing {
    readonly #facts: ReadonlyMap<string, unknown>;
    readonly owner: unknown = { things: [this] };
    constructor(
      readonly id: string,
      facts: Record<string, unknown>,
    ) {
      this.#facts = new Map(Object.entries(facts));
    }
    get count() {
      return this.#facts.size;
    }
    async fact(name: string) {
      return this.#facts.get(name);
    }
  }
  const things = [new Thing('t-1', { size: 1 }), new Thing('t-2', { size: 2 })];

  it('has its members and methods, while it is recorded and in the replay', async () => {
    const look = async (oracle: Oracle) => {
      const found = (await oracle.ask('things')) as { all: Thing[] };
      return Promise.all(found.all.map(async (each) => [each.id, each.count, await each.fact('size')]));
    };
    let seen: unknown;
    const cassette = await recorded(
      answering({ all: things }),
      async (oracle) => (seen = await look(oracle)),
    );
    expect(await look(replayed(cassette))).toEqual(seen);
    expect(seen).toEqual([
      ['t-1', 2 - 1, 1],
      ['t-2', 1, 2],
    ]);
    expect(cassette.unused).toEqual([]);
    expect(file()).toContain("ask('things').all[1].fact('size')");
  });

  it('says so when a member was not kept', async () => {
    const cassette = await recorded(answering(things[0]), (oracle) => oracle.ask());
    const thing = (await replayed(cassette).ask()) as Thing;
    expect(() => thing.owner).toThrow(/did not keep owner/);
  });

  it('that is answered without a promise is, and what is asked of it is a call of its own', async () => {
    const real: Buckets = { bucket: () => ({ read: async (key: string) => key }) as unknown as Bucket };
    const BUCKETS = Symbol.for('@fullstop/core:buckets');
    const recorder = new CassetteRecorder();
    await recorder.port(BUCKETS, real).bucket('b').read('k');
    writeFileSync(join(folder, 'b.json'), recorder.written());
    const { provided } = openCassette(join(folder, 'b.json'));
    expect(provided).toEqual([{ token: BUCKETS, value: expect.anything() }]);
    const value = provided[0]?.value as Buckets;
    expect(await value.bucket('b').read('k')).toBe('k');
    expect(() => value.bucket('b').read('other')).toThrow(/bucket\('b'\)\.read\('other'\)/);
  });
});

describe('A cassette', () => {
  it('is the same file when the same is recorded in another order', async () => {
    const write = async (...questions: readonly unknown[]) => {
      const recorder = new CassetteRecorder();
      const oracle = recorder.port<Oracle>(ORACLE, { ask: async (account) => account });
      for (const question of questions) await oracle.ask(question);
      return recorder.written(new Redaction());
    };
    const accounts = ['444455556666', '111122223333', 'x'];
    expect(await write(...accounts)).toBe(await write(...accounts.toReversed()));
  });

  it('fits a record that was redacted in the same redaction', async () => {
    const record = { account: '111122223333', by: 'jane', at: '52.1.2.3' };
    const recorder = new CassetteRecorder();
    const real: Oracle = { ask: async ({ by }: typeof record) => ({ CreatedBy: by, userName: 'jane' }) };
    await recorder.port<Oracle>(ORACLE, real).ask(record);
    const redaction = new Redaction();
    for (const value of recorder.values) redaction.learn(value);
    const redacted = redaction.redact(record);
    writeFileSync(join(folder, 'any.json'), recorder.written(redaction));
    expect(redacted).toEqual({ account: '100000000001', by: 'person-1', at: '198.18.0.1' });
    const oracle = replayed(openCassette(join(folder, 'any.json')));
    expect(await oracle.ask(redacted)).toEqual({ CreatedBy: 'person-1', userName: 'person-1' });
  });

  it('holds nothing of what was planted in questions, answers and errors, and still answers', async () => {
    const planted = [
      '111122223333',
      'jane.doe@corp.example.org',
      '172.31.44.55',
      'AKIAIOSFODNN7ABCDEFG',
      'kmeier',
    ];
    const texts = fc.constantFrom(...planted).map((text) => `arn:aws:x::${text}/y`);
    const values = fc.oneof(texts, fc.array(texts), fc.dictionary(texts, texts), fc.tuple(texts).map(mapOf));
    await fc.assert(
      fc.asyncProperty(values, values, texts, async (question, answer, message) => {
        const recorder = new CassetteRecorder();
        const real: Oracle = {
          ask: async (_question, fails) => {
            if (fails) throw new FactUnavailableError(message, 'busy', { cause: new Error(message) });
            return { answer, userName: 'kmeier' };
          },
        };
        const oracle = recorder.port<Oracle>(ORACLE, real);
        await Promise.allSettled([oracle.ask(question), oracle.ask(question, true)]);
        const redaction = new Redaction();
        const written = recorder.written(redaction);
        expect(planted.filter((each) => written.includes(each))).toEqual([]);
        writeFileSync(join(folder, 'any.json'), written);
        const again = replayed(openCassette(join(folder, 'any.json')));
        // Maps are questions, too, but not JSON, which is what is redacted.
        if (question instanceof Map) return;
        const asked = redaction.redactValue(question as JsonValue);
        expect(await again.ask(asked)).toMatchObject({ userName: 'person-1' });
        await expect(again.ask(asked, true)).rejects.toBeInstanceOf(FactUnavailableError);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps what the events of its test say', async () => {
    const event = anEvent('ec2.amazonaws.com:RunInstances');
    const cassette = openCassette(path, { mode: 'record', events: [event] });
    const real = { ask: async () => ['111122223333', '444455556666'] };
    await cassette.port<Oracle>(ORACLE, () => real).ask(event, '111122223333');
    cassette.save();
    const answer = await replayed(openCassette(path)).ask(event, '111122223333');
    expect(answer).toEqual(['111122223333', '100000000002']);
  });

  it('refuses bytes that nobody can redact, and keeps them where nothing is redacted', async () => {
    const recorder = new CassetteRecorder();
    await recorder.port(ORACLE, answering(Uint8Array.of(255, 0, 128))).ask();
    expect(() => recorder.written(new Redaction())).toThrow(/Bytes that are no text .* cannot be redacted/);
    writeFileSync(join(folder, 'any.json'), recorder.written());
    expect(await replayed(openCassette(join(folder, 'any.json'))).ask()).toEqual(Uint8Array.of(255, 0, 128));
  });

  it('gives the options that a plugin had, without its secrets', () => {
    const recorder = new CassetteRecorder();
    recorder.setOptions('acme', { owners: ['111122223333'], apiKey: 'the-real-key' });
    writeFileSync(join(folder, 'any.json'), recorder.written(new Redaction()));
    const cassette = openCassette(join(folder, 'any.json'));
    expect(cassette.optionsOf('acme')).toEqual({ owners: ['100000000001'], apiKey: 'REDACTED' });
    expect(cassette.optionsOf('other')).toEqual({});
  });

  it.each([
    ['is not there', undefined, /There is no cassette .*oracle\.json\. Record it anew/],
    ['is no JSON', '{', /is no JSON/],
    ['is something else', '{}', /is no cassette of format 1/],
    [
      'has a call without an end',
      cassetteWith({ 'ask()': {} }),
      /@acme\/oracle, ask\(\): has neither answer/,
    ],
  ])('that %s is refused', (_what, text, message) => {
    path = join(folder, 'oracle.json');
    if (text !== undefined) writeFileSync(path, text);
    expect(() => openCassette(path)).toThrow(message);
  });

  it('says which ports it has when it is asked for another one, and needs a real one to record', async () => {
    const cassette = await recorded(answering(1), (oracle) => oracle.ask());
    expect(() => cassette.port('other')).toThrow(/holds no calls of other; it holds @acme\/oracle\. Record/);
    const recording = openCassette(path, { mode: 'record' });
    expect(() => recording.port(ORACLE)).toThrow(/nobody gave a real @acme\/oracle/);
  });
});

function cassetteWith(calls: object): string {
  return JSON.stringify({ cassette: 1, ports: { '@acme/oracle': { methods: { '': 'ask' }, calls } } });
}

function mapOf(texts: readonly string[]): Map<string, string> {
  return new Map(texts.map((text) => [text, text]));
}

function cycle(): object {
  const self: Record<string, unknown> = {};
  return Object.assign(self, { self });
}

async function caught(oracle: Oracle): Promise<unknown> {
  try {
    return await oracle.ask();
  } catch (error) {
    return error;
  }
}
