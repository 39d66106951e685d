import { RuleSyntaxError } from '../rule-errors.js';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** Reads a JSONPath from left to right. */
export class Scanner {
  readonly text: string;
  #position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.text.length;
  }

  skipBlanks(): void {
    this.match(/\s*/y);
  }

  /** Takes these characters if they come next. */
  take(characters: string): boolean {
    if (!this.text.startsWith(characters, this.#position)) return false;
    this.#position += characters.length;
    return true;
  }

  /** @throws {RuleSyntaxError} when something else comes next. */
  expect(characters: string): void {
    if (!this.take(characters)) this.fail(`expected ${characters}`);
  }

  /** Takes what a sticky expression matches here. */
  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.#position;
    const found = sticky.exec(this.text)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  peek(): string {
    return this.text.charAt(this.#position);
  }

  /** A text in single or double quotes. */
  quoted(): string {
    const quote = this.peek();
    const raw = this.match(quote === "'" ? /'(?:[^'\\]|\\[\s\S])*'/y : /"(?:[^"\\]|\\[\s\S])*"/y);
    if (raw === undefined) return this.fail('expected a text in quotes');
    return raw
      .slice(1, -1)
      .replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code?: string, character = '') =>
        code === undefined
          ? (ESCAPES[character] ?? character)
          : String.fromCharCode(Number.parseInt(code, 16)),
      );
  }

  /** A whole number, perhaps negative, if one comes next. */
  integer(): number | undefined {
    const digits = this.match(/-?\d{1,9}/y);
    return digits === undefined ? undefined : Number(digits);
  }

  fail(problem: string): never {
    const rest = this.text.slice(this.#position, this.#position + 20);
    const place = rest === '' ? 'at its end' : `at "${rest}"`;
    throw new RuleSyntaxError(
      `cannot read the JSONPath ${place}, character ${this.#position + 1}: ${problem}`,
    );
  }
}
