/** Collects the values that a statement binds. */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** @returns the placeholder of the value, such as `$3`. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
