import type { Random } from '../../sample-world/random.js';
import { hostileText, nameValue, written } from './hostile-texts.js';

/** A text that may be a log. */
export interface LogDocument {
  readonly text: string;
  /** Whether it is what it should be: one object with one list `Records`, which `JSON.parse` reads as we do. */
  readonly regular: boolean;
}

const SOURCES = [
  'ec2.amazonaws.com',
  'iam.amazonaws.com',
  'lambda.amazonaws.com',
  ' ec2.amazonaws.com',
  's3',
];
const TYPES = ['AwsApiCall', 'AwsServiceEvent', 'AwsCloudTrailInsight', 'AwsVpceEvent', 'AwsAggregatedEvent'];
const BLANKS = [' ', '\n', '\r\n', '\t', '    ', '\r\n        ', ' '.repeat(70)];

/** How many blanks a document has: none, after every token, or here and there. */
type Layout = 'compact' | 'pretty' | 'random';

/** A random log: mostly well-formed, in all the ways that are allowed, and full of texts that look like structure. */
export function randomDocument(random: Random): LogDocument {
  const writer = new Writer(random);
  const records = Array.from({ length: recordCount(random) }, () => writer.element());
  const list = writer.list(records);
  const kind = random.int(40);
  if (kind < 26) return { text: writer.object([['"Records"', list]]), regular: true };
  if (kind < 29) return { text: `\ufeff${writer.object([['"Records"', list]])}`, regular: true };
  if (kind < 35) {
    const before = random.chance(0.5) ? [writer.member()] : [];
    const name = random.chance(0.2) ? '"Rec\\u006frds"' : '"Records"';
    return { text: writer.object([...before, [name, list], writer.member()]), regular: true };
  }
  if (kind === 35)
    return {
      text: writer.object([
        ['"Records"', list],
        ['"Records"', list],
      ]),
      regular: false,
    };
  const other = writer.object([['"Records"', writer.list([writer.element()])]]);
  if (kind === 36) return { text: `${writer.object([['"Records"', list]])}\n${other}`, regular: false };
  if (kind === 37)
    return {
      text: random.pick([`{"Records":null}`, '[]', '', ' \n', '{}', 'null', '"', list]),
      regular: false,
    };
  return { text: broken(random, writer.object([['"Records"', list]])), regular: false };
}

function recordCount(random: Random): number {
  // Some are longer than what is unpacked in one go.
  if (random.chance(0.002)) return 2_000;
  return random.chance(0.1) ? random.int(80) : random.int(7);
}

/** A text with a few bytes changed, taken out or put in; most are no JSON any more. */
function broken(random: Random, text: string): string {
  let changed = text;
  for (let left = 1 + random.int(3); left > 0; left -= 1) {
    const at = random.int(changed.length + 1);
    const added = random.pick(['', '"', '\\', '{', '}', '[', ']', ',', ':', ' ', 'x', '\u0001', 'é']);
    changed = changed.slice(0, at) + added + changed.slice(at + random.int(2));
  }
  return random.chance(0.2) ? changed.slice(0, random.int(changed.length)) : changed;
}

class Writer {
  readonly #random: Random;
  readonly #layout: Layout;

  constructor(random: Random) {
    this.#random = random;
    this.#layout = random.pick(['compact', 'compact', 'pretty', 'random']);
  }

  element(): string {
    const random = this.#random;
    if (random.chance(0.04)) return this.value(2);
    const members: [string, string][] = [];
    const times = () => (random.chance(0.06) ? random.int(3) : 1);
    for (let left = times(); left > 0; left -= 1) {
      members.push([
        '"eventSource"',
        random.chance(0.05) ? this.value(1) : written(random, random.pick(SOURCES)),
      ]);
    }
    for (let left = times(); left > 0; left -= 1) members.push([this.#key('eventName'), nameValue(random)]);
    if (random.chance(0.8))
      members.push([
        this.#key('eventType'),
        `"${random.pick(random.chance(0.7) ? TYPES.slice(0, 1) : TYPES)}"`,
      ]);
    if (random.chance(0.1))
      members.push(['"eventCategory"', written(random, random.pick(['Insight', 'Management', 'x']))]);
    for (let left = random.int(5); left > 0; left -= 1) members.push(this.member());
    return this.object(random.shuffled(members));
  }

  member(): [string, string] {
    const random = this.#random;
    const name = random.chance(0.1)
      ? random.pick(['eventTime', '__proto__', 'requestParameters'])
      : hostileText(random);
    return [written(random, name === 'Records' ? 'records' : name), this.value(3)];
  }

  value(depth: number): string {
    const random = this.#random;
    const kind = random.int(depth > 0 ? 10 : 6);
    if (kind < 2) return random.pick(['null', 'true', 'false', '0', '-1.5e-7', '1E21', '{}', '[]']);
    if (kind < 6) return written(random, hostileText(random));
    if (kind < 8) return this.list(Array.from({ length: random.int(4) }, () => this.value(depth - 1)));
    const members = Array.from({ length: random.int(4) }, (): [string, string] =>
      random.chance(0.3)
        ? ['"eventName"', nameValue(random)]
        : [written(random, hostileText(random)), this.value(depth - 1)],
    );
    return this.object(members);
  }

  list(items: readonly string[]): string {
    return this.#around(`[${items.map((item) => this.#around(item)).join(',') || this.#blank()}]`);
  }

  object(members: readonly (readonly [string, string])[]): string {
    const texts = members.map(([name, value]) => `${this.#around(name)}:${this.#around(value)}`);
    return this.#around(`{${texts.join(',') || this.#blank()}}`);
  }

  #key(name: string): string {
    return this.#random.chance(0.03) ? written(this.#random, name) : `"${name}"`;
  }

  #around(token: string): string {
    return `${this.#blank()}${token}${this.#blank()}`;
  }

  #blank(): string {
    if (this.#layout === 'compact') return '';
    if (this.#layout === 'pretty') return this.#random.pick(['\r\n  ', ' ', '']);
    return this.#random.chance(0.15) ? this.#random.pick(BLANKS) : '';
  }
}
