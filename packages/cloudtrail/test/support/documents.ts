import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** JSON with repeated members and an order, which objects of the language cannot have. */
type Tree = null | boolean | number | string | { list: Tree[] } | { members: [string, Tree][] };

const HOSTILE = [
  '{"Records":[{"eventName":"RunInstances"}]}',
  '"eventName":"RunInstances"',
  '}]}',
  '[[{{',
  '\\',
  '\\"',
  '"',
  '\\u0022',
  '\u0000\u001f\u007f',
  '\ud83d\ude00 ü \u2028',
  '\ud800',
  ' ',
  '',
];

const NAMES = ['eventSource', 'eventName', 'eventType', 'eventCategory', 'Records', 'eventTime', '__proto__'];

const texts = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 12 }));

const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<Tree>(null, true, false, 0, -1.5e-7, 1e21),
    texts,
    fc.array(tie('tree'), { maxLength: 4 }).map((list) => ({ list })),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), texts), tie('tree')), { maxLength: 4 })
      .map((members) => ({ members })),
  ),
})).tree;

const member = (name: string, ...values: string[]): fc.Arbitrary<[string, Tree]> =>
  fc.tuple(fc.constant(name), fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, trees));

const records: fc.Arbitrary<Tree> = fc
  .array(
    fc.oneof(
      member('eventSource', 'ec2.amazonaws.com', 's3.amazonaws.com', ' iam.amazonaws.com'),
      member('eventName', 'RunInstances', 'StopInstances', 'GetObject', 'GetObject '),
      member('eventType', 'AwsApiCall', 'AwsServiceEvent', 'AwsCloudTrailInsight', 'New'),
      member('eventCategory', 'Management', 'Insight', 'NetworkActivity', 'Data'),
      fc.tuple(texts, trees),
    ),
    { maxLength: 9 },
  )
  .map((members) => ({ members }));

const otherMembers = fc.array(
  fc.tuple(
    texts.filter((name) => name !== 'Records'),
    trees,
  ),
  { maxLength: 3 },
);

const documents: fc.Arbitrary<Tree> = fc
  .tuple(
    otherMembers,
    fc.array(fc.oneof({ weight: 8, arbitrary: records }, trees), { maxLength: 8 }),
    otherMembers,
  )
  .map(([before, list, after]) => ({ members: [...before, ['Records', { list }], ...after] }));

const noises = fc.array(fc.nat(255), { minLength: 8, maxLength: 40 });

/** The text of a log: one list `Records` among other members, hostile texts, odd white space, needless escapes. */
export const logTexts: fc.Arbitrary<string> = fc
  .tuple(documents, noises)
  .map(([document, noise]) => new Writer(noise).write(document));

/** A text with a few bytes changed, taken out or put in; most are no JSON any more. */
export const brokenTexts: fc.Arbitrary<Buffer> = fc
  .tuple(
    logTexts,
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom(0, 1), fc.constantFrom('', '"', '\\', '{', '}', ']', ',', ' ', 'x')),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  )
  .map(([text, changes]) => {
    let bytes = Buffer.from(text);
    for (const [place, removed, added] of changes) {
      const at = place % (bytes.length + 1);
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(added), bytes.subarray(at + removed)]);
    }
    return bytes;
  });

/** Packs bytes into some gzip members, cut anywhere; no cut gives the bytes as they are. */
export function pack(bytes: Buffer, cuts: readonly number[]): Buffer {
  if (cuts.length === 0) return bytes;
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return Buffer.concat(places.slice(1).map((end, at) => gzipSync(bytes.subarray(places[at], end))));
}

/** Writes JSON in one of the many ways that mean the same. */
class Writer {
  readonly #noise: readonly number[];
  #at = 0;

  constructor(noise: readonly number[]) {
    this.#noise = noise;
  }

  write(tree: Tree): string {
    if (typeof tree === 'string') return this.#text(tree);
    if (tree === null || typeof tree !== 'object') return this.#around(JSON.stringify(tree));
    if ('list' in tree)
      return this.#around(`[${tree.list.map((item) => this.write(item)).join(',') || this.#space()}]`);
    const members = tree.members.map(([name, value]) => `${this.#text(name)}:${this.write(value)}`);
    return this.#around(`{${members.join(',') || this.#space()}}`);
  }

  #text(text: string): string {
    const units = Array.from({ length: text.length }, (_, at) => this.#unit(text, at));
    return this.#around(`"${units.join('')}"`);
  }

  #unit(text: string, at: number): string {
    const code = text.charCodeAt(at);
    const surrogate = code >= 0xd800 && code < 0xe000;
    if (surrogate || this.#draw() < 10) return `\\u${code.toString(16).padStart(4, '0')}`;
    if (text[at] === '/' && this.#draw() < 128) return '\\/';
    return JSON.stringify(text[at]).slice(1, -1);
  }

  #around(token: string): string {
    return `${this.#space()}${token}${this.#space()}`;
  }

  #space(): string {
    const drawn = this.#draw();
    return drawn < 40 ? [' ', '\n', '\r\n', '\t', '    '][drawn % 5]! : '';
  }

  #draw(): number {
    this.#at = (this.#at + 1) % this.#noise.length;
    return this.#noise[this.#at]!;
  }
}
