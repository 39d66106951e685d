import { S3Buckets } from '@fullstop/aws';
import { KioClient, PierOneClients, ServiceTokens } from '@fullstop/clients';
import { createS3Client } from '@fullstop/cloudtrail/s3';
import type { InstanceHistory, Logger } from '@fullstop/core';
import { AwsInstanceDirectory } from '@fullstop/ec2/aws';
import { accountClients } from '../aws/account-clients.js';
import { awsCredentialsOf } from '../aws/aws-sources.js';
import type { Config } from '../config/config.schema.js';
import { lentServices } from './offline-services.js';
import type { PluginServices } from './plugin-services.js';

/** What plugins may ask where AWS is in reach. Asks nobody before a plugin does. */
export function connectedServices(config: Config, history: InstanceHistory, logger: Logger): PluginServices {
  const clients = accountClients(config, logger);
  const s3 = new LazyS3(config);
  const { accessTokenUri, credentialsDirectory: credentialsDir, fixedTokens } = config.tokens;
  const tokens = new ServiceTokens({ accessTokenUri, credentialsDir, fixedTokens, logger });
  const http = { timeoutMs: config.clients.timeoutMs };
  const { kioUrl: url, pierOneUrls: urls } = config.clients;
  const kio = url === undefined ? undefined : new KioClient({ url, tokens, http });
  const pierOne = new PierOneClients({ urls, tokens, http });
  const instances = new AwsInstanceDirectory({ clients, kio, pierOne, history, logger }, config.ec2);
  return {
    provided: lentServices(config, { clients, buckets: s3.buckets, instances, history }),
    start: () => tokens.start(),
    async close() {
      await tokens.stop();
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
    this.buckets = new S3Buckets(() => {
      this.#client ??= createS3Client({ region: config.s3.region, credentials: awsCredentialsOf(config) });
      return this.#client;
    });
  }

  close(): void {
    this.#client?.destroy();
  }
}
