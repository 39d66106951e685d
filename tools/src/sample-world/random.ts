// Most of a record's random text are hexadecimal ids; looking them up makes the whole generator a third faster.
const FOUR_HEX = Array.from({ length: 0x1_0000 }, (_, value) => value.toString(16).padStart(4, '0'));
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A small seeded generator (sfc32): the same seed gives the same numbers, on every machine. Not for secrets. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = (seed / 2 ** 32) | 0;
    this.#c = 0x9e3779b9 | 0;
    // Neighbouring seeds start out alike; a few rounds pull them apart.
    for (let round = 0; round < 12; round += 1) this.#next();
  }

  /** A whole number from 0 to below `limit`. */
  int(limit: number): number {
    return Math.floor((this.#next() / 2 ** 32) * limit);
  }

  /** Whether something happens that has this probability (0 to 1). */
  chance(probability: number): boolean {
    return this.#next() / 2 ** 32 < probability;
  }

  /** One of the elements of a list that is not empty. */
  pick<Element>(list: readonly Element[]): Element {
    const element = list[this.int(list.length)];
    if (element === undefined) throw new RangeError('cannot pick from an empty list');
    return element;
  }

  /** The same elements in another order. */
  shuffled<Element>(list: readonly Element[]): Element[] {
    const left = [...list];
    const shuffled: Element[] = [];
    while (left.length > 0) shuffled.push(...left.splice(this.int(left.length), 1));
    return shuffled;
  }

  /** Hexadecimal digits. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) {
      const bits = this.#next();
      text += (FOUR_HEX[bits >>> 16] ?? '') + (FOUR_HEX[bits & 0xffff] ?? '');
    }
    return text.slice(0, length);
  }

  /** Decimal digits. */
  digits(length: number): string {
    return this.#from('0123456789', length);
  }

  /** Letters and digits. */
  alphanumeric(length: number): string {
    return this.#from(ALPHANUMERIC, length);
  }

  /** Capitals and digits, as in the ids of access keys and principals. */
  capitals(length: number): string {
    return this.#from(CAPITALS, length);
  }

  /** A version 4 UUID. */
  uuid(): string {
    const hex = this.hex(32);
    const variant = '89ab'[this.int(4)];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  #from(alphabet: string, length: number): string {
    let text = '';
    for (let index = 0; index < length; index += 1) text += alphabet[this.int(alphabet.length)];
    return text;
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }
}
