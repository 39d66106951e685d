import { findJobMetadata, type JobMetadata, jobConstantCase } from '@fullstop/core';
import { BUILT_IN_JOBS } from '@fullstop/jobs';
import { blocks, code, codes, prose, table } from '../markdown/write-markdown.js';
import { needsLine, optionsOf, optionTable, typeTable } from './extensions.js';

/** The jobs that Fullstop brings along, by id. */
export function documentedJobs(): JobMetadata[] {
  return BUILT_IN_JOBS.flatMap((jobClass) => findJobMetadata(jobClass) ?? []).sort((left, right) =>
    left.id.localeCompare(right.id),
  );
}

/** What the environment variables of a job start with. */
export function jobVariablePrefix(id: string): string {
  return `FULLSTOP_JOBS_${jobConstantCase(id)}_`;
}

/** A table of all jobs, and a section for each, from their metadata. */
export function jobReference(jobs: readonly JobMetadata[]): string {
  const overview = jobs.map(({ id, summary, schedule, emits }) => [
    `[${code(id)}](#${id.toLowerCase()})`,
    prose(summary),
    code(schedule),
    codes(Object.keys(emits)),
  ]);
  return blocks(table(['job', 'what it does', 'schedule', 'reports'], overview), ...jobs.map(section));
}

function section(job: JobMetadata): string {
  const { id, title, summary, schedule, scope, emits, needs, enabledByDefault = true } = job;
  const prefix = jobVariablePrefix(id);
  return blocks(
    `## ${id}`,
    `**${prose(title)}.** ${prose(summary)}`,
    table(
      ['', 'default', 'setting', 'environment variable'],
      [
        ['runs', enabledByDefault ? 'yes' : 'no', code(`jobs.${id}.enabled`), code(`${prefix}ENABLED`)],
        ['schedule', code(schedule), code(`jobs.${id}.schedule`), code(`${prefix}SCHEDULE`)],
        [
          'longest run',
          '80 % of the time between two, at least 600 s',
          code(`jobs.${id}.deadlineSeconds`),
          code(`${prefix}DEADLINE_SECONDS`),
        ],
      ],
    ),
    scope === 'region'
      ? 'Scans each account region by region.'
      : `Scans each account as a whole; its findings are stored with the region ${code(scope.region)}.`,
    needsLine(needs),
    typeTable(Object.values(emits)) || 'It reports no violations.',
    optionTable(optionsOf(job, prefix)),
  );
}
