import { type JobMetadata, jobConstantCase } from '@fullstop/core';
import { type Environment, VARIABLES } from './environment.js';
import {
  type ExtensionEnvironment,
  type ExtensionVariables,
  extensionSettings,
} from './extension-environment.js';

const JOBS: ExtensionVariables = {
  noun: 'job',
  prefix: 'FULLSTOP_JOBS_',
  section: 'jobs',
  constantCase: jobConstantCase,
  besideOptions: { ENABLED: 'enabled', SCHEDULE: 'schedule', DEADLINE_SECONDS: 'deadlineSeconds' },
};

/**
 * Reads `FULLSTOP_JOBS_<ID>_ENABLED`, `…_SCHEDULE`, `…_DEADLINE_SECONDS`, `FULLSTOP_JOBS_<ID>_<OPTION>`, and the variables
 * that jobs name themselves. The id is in upper case, with `_` between words: `FETCH_EC2_JOB`.
 */
export function jobSettingsFromEnvironment(
  environment: Environment,
  jobs: readonly JobMetadata[],
): ExtensionEnvironment {
  return extensionSettings(JOBS, environment, jobs, new Set(Object.keys(VARIABLES)));
}
