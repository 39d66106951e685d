import type { ViolationType } from '../violation/violation-type.js';

/**
 * Which events a plugin looks at: event names by event source. A name may end with `*`; `'*'` stands for all names of a
 * source, and `'*'` instead of the table for every event.
 */
export type EventSubscription = '*' | Readonly<Record<string, readonly string[] | '*'>>;

/** Events that reach a plugin only when it asks for them. All default to `false`. */
export interface AlsoWanted {
  /** Calls that failed (`errorCode` is set): nothing happened. */
  readonly failedCalls?: boolean;
  /** Dry runs: nothing happened either. */
  readonly dryRuns?: boolean;
  /** Calls that only read. */
  readonly readOnlyCalls?: boolean;
  /** Events of a category other than `Management`. */
  readonly dataEvents?: boolean;
}

/** Reads raw options into typed ones. A zod schema is one; anything with `parse` will do. */
export interface OptionsSchema<Options = unknown> {
  /** @throws an error whose `issues` (`path`, `message`) or `message` say what is wrong. */
  parse(raw: unknown): Options;
}

/** Something that a plugin cannot do without. */
export interface PluginNeed {
  readonly token: symbol;
  /** How it comes to be there, such as `set FULLSTOP_TAUPAGE_OWNERS`. */
  readonly remedy: string;
}

/** Everything about a plugin that is known without running it. */
export interface PluginMetadata<Type extends string = string> {
  /** Lower-case words joined by hyphens; names the plugin in configuration, on the command line and in logs. */
  readonly id: string;
  readonly title: string;
  /** One sentence; the package's `description`. */
  readonly summary: string;
  readonly events: EventSubscription;
  readonly alsoWanted?: AlsoWanted;
  /** Violation types that the plugin reports, by id. Empty for a plugin that reports none. */
  readonly emits: { readonly [id in Type]: ViolationType<id> };
  /** Absent for a plugin without options. */
  readonly options?: OptionsSchema;
  /** Environment variables, beside `FULLSTOP_PLUGINS_<ID>_<OPTION>`, that set an option: variable name to option name. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * What the plugin cannot do without, by token. Where the host does not lend it, the plugin is not active; the remedy says
   * how to change that. One that is switched on in the configuration all the same stops the start.
   */
  readonly needs?: readonly PluginNeed[];
  /** Default `true`. */
  readonly enabledByDefault?: boolean;
}

/** Token of a plugin's own parsed options. */
export const OPTIONS = Symbol.for('@fullstop/core:options');
