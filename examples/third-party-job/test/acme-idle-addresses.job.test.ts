import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import { awsError, fakeAwsClients } from '@fullstop/aws/testing';
import type { ScanContext } from '@fullstop/core';
import { describeJobContract } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { AcmeIdleAddressesJob, acmeIdleAddressesOptions } from '../src/index.js';

const TARGET = { accountId: '111122223333', region: 'eu-central-1' };
const ADDRESSES = [
  { AllocationId: 'eipalloc-1', PublicIp: '203.0.113.1', AssociationId: 'eipassoc-1' },
  { AllocationId: 'eipalloc-2', PublicIp: '203.0.113.2' },
];

describe('the job', () => {
  it.each([
    ['nothing', [], ['eipalloc-2']],
    ['the address', ['eipalloc-2'], []],
  ])('with %s allowed reports what nothing uses', async (_what, allowed, reported) => {
    const clients = fakeAwsClients(() => ({ Addresses: ADDRESSES }));
    const findings = await scan(clients, { allowed });
    expect(findings.map(({ instanceId }) => instanceId)).toEqual(reported);
  });

  it('fails as a whole when AWS does not answer, so that nothing counts as mended', async () => {
    const clients = fakeAwsClients(() => {
      throw awsError('UnauthorizedOperation', 403);
    });
    await expect(scan(clients)).rejects.toThrow('UnauthorizedOperation');
  });
});

// package.json, metadata, and that the tables of the README name everything.
describeJobContract(AcmeIdleAddressesJob, {
  provided: [{ token: AWS_CLIENTS, value: fakeAwsClients(() => ({})) }],
});

async function scan(clients: AwsClients, options: unknown = {}) {
  const job = new AcmeIdleAddressesJob(acmeIdleAddressesOptions.parse(options), clients);
  const context: ScanContext = {
    signal: AbortSignal.timeout(5000),
    now: new Date('2026-03-02T09:15:00Z'),
    problem: (resource, error) => {
      throw new Error(`problem with ${resource}`, { cause: error });
    },
  };
  return job.scan(TARGET, context);
}
