import type { EventOrigin } from '../event/cloudtrail-event.js';

/** Base of all errors of Fullstop: `code` is stable, the message names the thing and the remedy. */
export class FullstopError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** "Later may work": throttling, a 5xx answer, a time-out. A check that ends with it becomes a pending check. */
export class RetryableError extends FullstopError {
  /** How the host recognises the error, also when it comes from another copy of this package. */
  readonly retryable = true;
}

/**
 * A fact that a check needs could not be had. Not to be used for what is known not to exist: that is a value.
 * Thrown by fact accessors; a plugin author gets it right by not catching it.
 */
export class FactUnavailableError extends RetryableError {
  /** Which fact, such as `user data of i-0123456789abcdef0`. */
  readonly fact: string;

  constructor(fact: string, reason: string, options?: ErrorOptions) {
    super(
      'FACT_UNAVAILABLE',
      `${fact} could not be had: ${reason}. The check is tried again later.`,
      options,
    );
    this.fact = fact;
  }
}

/**
 * Some of the things a check looks at were decided, others not. The findings are kept; the check is pending when one of
 * the causes is retryable, else failed. Thrown by `inspectEach`.
 */
export class PartialInspectionError extends FullstopError {
  readonly findings: readonly unknown[];
  readonly causes: readonly unknown[];

  constructor(findings: readonly unknown[], causes: readonly unknown[]) {
    super('PARTIAL_INSPECTION', causes.map(messageOf).join('; '), { cause: causes[0] });
    this.findings = findings;
    this.causes = causes;
  }
}

/** A check took longer than its time limit, and not for a fact. It becomes a failed check, to be replayed by a person. */
export class CheckTimeoutError extends FullstopError {
  constructor(pluginId: string, eventId: string, timeoutSeconds: number) {
    super(
      'CHECK_TIMEOUT',
      `Plugin ${pluginId} did not finish event ${eventId} within ${timeoutSeconds} s. ` +
        'Raise checks.timeoutSeconds, or mend the plugin, and replay the failed check.',
    );
  }
}

/** A plugin returned something that is no finding of its own. A mistake in the plugin. */
export class InvalidFindingError extends FullstopError {
  constructor(pluginId: string, eventId: string, problem: string) {
    super('INVALID_FINDING', `Plugin ${pluginId}, event ${eventId}: ${problem}`);
  }
}

/** A record of a log file cannot be interpreted. Its neighbours can. */
export class MalformedRecordError extends FullstopError {
  constructor(origin: EventOrigin, problems: readonly string[], options?: ErrorOptions) {
    super(
      'MALFORMED_RECORD',
      `Record ${origin.recordIndex} of ${origin.bucket}/${origin.key}: ${problems.join(', ')}.`,
      options,
    );
  }
}

/** The class carries no `@Plugin`, or its metadata contradict themselves. A mistake in the plugin. */
export class PluginDefinitionError extends FullstopError {
  constructor(plugin: string, problem: string, options?: ErrorOptions) {
    super('PLUGIN_DEFINITION', `Plugin ${plugin}: ${problem}`, options);
  }
}

/** Plugins cannot start as configured. Names every plugin, option and remedy at once. */
export class PluginConfigError extends FullstopError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(
      'PLUGIN_CONFIG',
      ['Plugins cannot start:', ...problems.map((line) => `  - ${line}`)].join('\n'),
      options,
    );
    this.problems = problems;
  }
}

/** Jobs cannot start as configured. Names every job, option and remedy at once. */
export class JobConfigError extends FullstopError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super('JOB_CONFIG', ['Jobs cannot start:', ...problems.map((line) => `  - ${line}`)].join('\n'), options);
    this.problems = problems;
  }
}

/** Whether an error is a {@link PartialInspectionError}, also one from another copy of this package. */
export function isPartialInspection(error: unknown): error is PartialInspectionError {
  if (error instanceof PartialInspectionError) return true;
  return (
    error instanceof Error && 'code' in error && error.code === 'PARTIAL_INSPECTION' && 'causes' in error
  );
}

/** Whether an error says "later may work"; of a partial inspection, whether any of its causes does. */
export function isRetryable(error: unknown): boolean {
  if (isPartialInspection(error)) return error.causes.some(isRetryable);
  return typeof error === 'object' && error !== null && 'retryable' in error && error.retryable === true;
}

/** Message of anything that was thrown. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    // Not everything that can be thrown has a text.
    return Object.prototype.toString.call(error);
  }
}
