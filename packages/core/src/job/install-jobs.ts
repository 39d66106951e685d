import type { Provided } from '../di/container.js';
import { JobConfigError } from '../errors/errors.js';
import {
  buildExtension,
  configureExtensions,
  type ExtensionKind,
  type ExtensionStatus,
  type FoundExtension,
} from '../host/extension.js';
import type { AccountJob } from './account-job.js';
import type { InstalledJob, JobCandidate, JobSettings, JobStatus } from './installed-job.js';
import { findJobMetadata } from './job.decorator.js';
import { jobConstantCase } from './job-constant-case.js';
import type { JobMetadata } from './job-metadata.js';

/** The jobs that run, and a line about each that was found. Both sorted by job id. */
export interface JobInstallation {
  readonly jobs: readonly InstalledJob[];
  readonly statuses: readonly JobStatus[];
}

const JOB: ExtensionKind = {
  noun: 'job',
  section: 'jobs',
  variable: (id) => `FULLSTOP_JOBS_${jobConstantCase(id)}_…`,
};

/**
 * Builds every enabled job in a container of its own.
 * @param providedFor what the host lends to a job.
 * @throws {JobConfigError} with the problems of all jobs at once.
 */
export function installJobs(
  candidates: readonly JobCandidate[],
  settings: Readonly<Record<string, JobSettings>>,
  providedFor: (jobId: string) => readonly Provided[],
): JobInstallation {
  const found = foundJobs(candidates);
  // Everything is lent to all, only made for each.
  const lent = providedFor('').map(({ token }) => token);
  const { enabled, statuses, problems } = configureExtensions(JOB, found, settings, lent);
  const built = enabled.map((job) => buildExtension(JOB, job, providedFor(job.metadata.id)));
  const allProblems = [...problems, ...built.filter((result) => typeof result === 'string')];
  if (allProblems.length > 0) throw new JobConfigError(allProblems);
  const jobs = built
    .filter((result) => typeof result !== 'string')
    .map((job) => ({ ...job, ...timing(job.metadata, settings[job.metadata.id]) }));
  return { jobs, statuses: statuses.map((status) => jobStatus(status, found, settings)) };
}

/** What is wrong with ids, settings and options, without building anything; one sentence per problem. */
export function jobProblems(
  candidates: readonly JobCandidate[],
  settings: Readonly<Record<string, JobSettings>>,
): readonly string[] {
  return configureExtensions(JOB, foundJobs(candidates), settings, undefined).problems;
}

function foundJobs(candidates: readonly JobCandidate[]): FoundExtension<JobMetadata, AccountJob>[] {
  return candidates.flatMap(({ jobClass, packageName, packageVersion }) => {
    const metadata = findJobMetadata(jobClass);
    const classId = `${packageName}#${jobClass.name}`;
    return metadata ? [{ metadata, classId, packageVersion, type: jobClass }] : [];
  });
}

function timing(
  metadata: JobMetadata,
  settings: JobSettings | undefined,
): Pick<InstalledJob, 'schedule' | 'deadlineSeconds'> {
  return {
    schedule: settings?.schedule ?? metadata.schedule,
    deadlineSeconds: settings?.deadlineSeconds,
  };
}

function jobStatus(
  status: ExtensionStatus,
  found: readonly FoundExtension<JobMetadata, AccountJob>[],
  settings: Readonly<Record<string, JobSettings>>,
): JobStatus {
  const { metadata } = found.find(({ classId }) => classId === status.classId)!;
  const { schedule } = timing(metadata, settings[status.id]);
  return { ...status, summary: metadata.summary, schedule };
}
