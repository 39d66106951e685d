import { S3Buckets } from '@fullstop/aws/clients';
import { createS3Client } from '@fullstop/cloudtrail/s3';
import type { InstanceHistory, Logger } from '@fullstop/core';
import { AwsInstanceDirectory } from '@fullstop/ec2/aws';
import { accountClients, callDeadlineSecondsOf } from '../aws/account-clients.js';
import { awsCredentialsOf } from '../aws/aws-sources.js';
import type { OutsideServices } from '../clients/outside-services.js';
import type { Config } from '../config/config.schema.js';
import { approvedImagesOf } from './approved-images.js';
import type { LentServices } from './offline-services.js';

/** A fact that is given up within this share of a check's time leaves time to keep what was found about other instances. */
const WAIT_SHARE = 5 / 6;

/** What plugins may ask where AWS is in reach. Asks nobody before a plugin does. */
export function connectedServices(
  config: Config,
  { kio, pierOne }: OutsideServices,
  history: InstanceHistory,
  logger: Logger,
): { lent: LentServices; close: () => void } {
  const clients = accountClients(config, logger);
  const s3 = new LazyS3(config);
  const instances = new AwsInstanceDirectory(
    { clients, kio, pierOne, history, logger },
    { ...approvedImagesOf(config), waitSeconds: config.checks.timeoutSeconds * WAIT_SHARE },
  );
  return {
    lent: { clients, buckets: s3.buckets, instances, history },
    close() {
      s3.close();
      clients.close();
    },
  };
}

/** A client that is made for the first request, and closed if it was made. */
class LazyS3 {
  readonly buckets: S3Buckets;
  #client: ReturnType<typeof createS3Client> | undefined;

  constructor(config: Config) {
    const client = () => {
      this.#client ??= createS3Client({ region: config.s3.region, credentials: awsCredentialsOf(config) });
      return this.#client;
    };
    this.buckets = new S3Buckets(client, { callDeadlineSeconds: callDeadlineSecondsOf(config) });
  }

  close(): void {
    this.#client?.destroy();
  }
}
