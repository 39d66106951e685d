/** How bad it is: works, works but will bite, does not work. */
export type DoctorStatus = 'ok' | 'warn' | 'fail';

/** What one look at one part says. */
export interface DoctorLine {
  readonly status: DoctorStatus;
  /** The part, such as `queue`. */
  readonly check: string;
  readonly message: string;
  /** What to do; absent where there is nothing to do. */
  readonly remedy?: string;
}

/** Lines about one part. */
export class DoctorLines {
  readonly lines: DoctorLine[] = [];
  readonly #check: string;

  constructor(check: string) {
    this.#check = check;
  }

  ok(message: string): this {
    this.lines.push({ status: 'ok', check: this.#check, message });
    return this;
  }

  warn(message: string, remedy: string): this {
    this.lines.push({ status: 'warn', check: this.#check, message, remedy });
    return this;
  }

  fail(message: string, remedy: string): this {
    this.lines.push({ status: 'fail', check: this.#check, message, remedy });
    return this;
  }
}
