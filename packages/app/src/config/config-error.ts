import { FullstopError } from '@fullstop/core';

/** The configuration cannot be used. Names every setting that is wrong, where it came from, and what was expected. */
export class ConfigError extends FullstopError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(
      'CONFIG',
      ['The configuration cannot be used:', ...problems.map((line) => `  - ${line}`)].join('\n'),
      options,
    );
    this.problems = problems;
  }
}
