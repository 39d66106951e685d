import type { BuiltExtension, ExtensionSettings, ExtensionStatus } from '../host/extension.js';
import type { AccountJob } from './account-job.js';
import type { JobClass } from './job.decorator.js';
import type { JobMetadata } from './job-metadata.js';

/** A job class and the package it was found in. */
export interface JobCandidate {
  readonly jobClass: JobClass;
  readonly packageName: string;
  readonly packageVersion: string;
}

/** What the configuration says about one job. */
export interface JobSettings extends ExtensionSettings {
  /** Cron expression of five fields. Default: what the job says. */
  readonly schedule?: string;
  /** Longest time of a run, in seconds. Default: 80 % of the time between two runs, at least 10 minutes. */
  readonly deadlineSeconds?: number;
}

/** A job that runs. */
export interface InstalledJob extends BuiltExtension<JobMetadata, AccountJob> {
  /** Cron expression of five fields. */
  readonly schedule: string;
  /** Longest time of a run, in seconds, when the configuration says one. */
  readonly deadlineSeconds: number | undefined;
}

/** How a job that was found stands. */
export interface JobStatus extends ExtensionStatus {
  readonly summary: string;
  /** Cron expression of five fields. */
  readonly schedule: string;
}
