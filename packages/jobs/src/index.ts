import type { JobClass } from '@fullstop/core';
import { CrossAccountPolicyForIAMJob } from './cross-account-policy/cross-account-policy.job.js';
import { FetchAmiJob } from './fetch-ami/fetch-ami.job.js';
import { FetchEC2Job } from './fetch-ec2/fetch-ec2.job.js';
import { FetchElasticLoadBalancersJob } from './fetch-load-balancers/fetch-load-balancers.job.js';
import { FetchRdsJob } from './fetch-rds/fetch-rds.job.js';
import { KeyRotationJob } from './key-rotation/key-rotation.job.js';
import { NoPasswordsJob } from './no-passwords/no-passwords.job.js';

export * from './accounts/index.js';
export { TAUPAGE_IMAGES, type TaupageImages } from './fetch-ami/taupage-images.js';
export * from './framework/index.js';
export { CREDENTIAL_REPORTS, CredentialReports } from './shared/credential-report/credential-reports.js';

/** The jobs of this package. */
export const BUILT_IN_JOBS: readonly JobClass[] = [
  CrossAccountPolicyForIAMJob,
  FetchAmiJob,
  FetchEC2Job,
  FetchElasticLoadBalancersJob,
  FetchRdsJob,
  KeyRotationJob,
  NoPasswordsJob,
];
