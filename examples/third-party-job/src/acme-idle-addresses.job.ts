import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import {
  type AccountJob,
  defineViolationType,
  inject,
  Job,
  type JobFinding,
  OPTIONS,
  type ScanContext,
  type ScanTarget,
} from '@fullstop/core';
import { type AcmeIdleAddressesOptions, acmeIdleAddressesOptions } from './acme-idle-addresses.options.js';

/** The bad state that the job reports. */
export const ADDRESS_WITHOUT_USE = defineViolationType({
  id: 'ADDRESS_WITHOUT_USE',
  title: 'Address without use',
  helpText: 'Nothing uses this Elastic IP address, and it costs money all the same. Release it.',
  severity: 2,
  priority: 3,
});

/** Reports Elastic IP addresses without association, one account and region at a time. */
@Job({
  id: 'acmeIdleAddressesJob',
  title: 'Acme idle addresses',
  summary: 'Reports Elastic IP addresses that nothing uses.',
  schedule: '30 4 * * *',
  scope: 'region',
  eventId: 'acmeIdleAddressesJob',
  emits: { ADDRESS_WITHOUT_USE },
  options: acmeIdleAddressesOptions,
  needs: [{ token: AWS_CLIENTS, remedy: 'set FULLSTOP_AWS_ENABLED=true and give the service credentials' }],
})
export class AcmeIdleAddressesJob implements AccountJob<'ADDRESS_WITHOUT_USE'> {
  constructor(
    @inject(OPTIONS) private readonly options: AcmeIdleAddressesOptions,
    @inject(AWS_CLIENTS) private readonly clients: AwsClients,
  ) {}

  async scan(
    { accountId, region }: ScanTarget,
    { signal }: ScanContext,
  ): Promise<readonly JobFinding<'ADDRESS_WITHOUT_USE'>[]> {
    const ec2 = this.clients.client(EC2Client, accountId, region);
    const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}), { abortSignal: signal });
    return Addresses.filter(({ AssociationId }) => AssociationId === undefined)
      .filter(({ AllocationId }) => !this.options.allowed.includes(AllocationId ?? ''))
      .map(({ AllocationId, PublicIp }) => ({
        type: 'ADDRESS_WITHOUT_USE',
        instanceId: AllocationId,
        metaInfo: { allocation_id: AllocationId ?? '', public_ip: PublicIp ?? '' },
      }));
  }
}
