import { join } from 'node:path';
import { AWS_CLIENTS } from '@fullstop/aws';
import { fakeAwsClients } from '@fullstop/aws/testing';
import { describeJobContract } from '@fullstop/testing';
import { expect, it } from '@jest/globals';
import { CrossAccountPolicyForIAMJob } from '../src/cross-account-policy/cross-account-policy.job.js';
import { FetchAmiJob } from '../src/fetch-ami/fetch-ami.job.js';
import { BUILT_IN_JOBS, CREDENTIAL_REPORTS, CredentialReports, TAUPAGE_IMAGES } from '../src/index.js';
import { KeyRotationJob } from '../src/key-rotation/key-rotation.job.js';
import { NoPasswordsJob } from '../src/no-passwords/no-passwords.job.js';

const JOBS = [CrossAccountPolicyForIAMJob, FetchAmiJob, KeyRotationJob, NoPasswordsJob];
const provided = [
  { token: AWS_CLIENTS, value: fakeAwsClients(() => ({})) },
  { token: CREDENTIAL_REPORTS, value: new CredentialReports() },
  { token: TAUPAGE_IMAGES, value: [] },
];

for (const job of JOBS) {
  describeJobContract(job, { packageFolder: join(import.meta.dirname, '..'), isDiscovered: false, provided });
}

it('all of them are built in', () => {
  expect(BUILT_IN_JOBS).toEqual(expect.arrayContaining(JOBS));
});
