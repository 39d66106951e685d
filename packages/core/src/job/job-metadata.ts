import type { OptionsSchema, PluginNeed } from '../plugin/plugin-metadata.js';
import type { ViolationType } from '../violation/violation-type.js';

/** Everything about a job that is known without running it. */
export interface JobMetadata<Type extends string = string> {
  /** Lower camel case, such as `fetchAmiJob`; names the job in configuration, in the API, on the command line and in logs. */
  readonly id: string;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** When it runs unless the configuration says otherwise: a cron expression of five fields. */
  readonly schedule: string;
  /**
   * What one scan covers: an account in one region, or an account as a whole. The latter names the region that its findings
   * are stored with, such as `no-region`.
   */
  readonly scope: 'region' | { readonly region: string };
  /** Event id of its findings, where a finding has none of its own. The same for ever: it is part of their identity. */
  readonly eventId: string;
  /** Violation types that the job reports, by id. */
  readonly emits: { readonly [id in Type]: ViolationType<id> };
  /** Absent for a job without options. */
  readonly options?: OptionsSchema;
  /** Environment variables, beside `FULLSTOP_JOBS_<ID>_<OPTION>`, that set an option: variable name to option name. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the job cannot do without, by token, as with plugins. */
  readonly needs?: readonly PluginNeed[];
  /** Default `true`. */
  readonly enabledByDefault?: boolean;
}
