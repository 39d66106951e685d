import { type Buckets, isRetryable, systemClock } from '@fullstop/core';
import { Boots } from '@fullstop/store';
import {
  BadGatewayException,
  BadRequestException,
  Inject,
  Injectable,
  ServiceUnavailableException,
} from '@nestjs/common';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import type { InstanceLogJson } from './instance-log.js';
import { applicationOfUserData } from './user-data.js';

const MAX_LOG_BYTES = 5 * 1024 * 1024;
const WRITE_TIMEOUT_MS = 15_000;
const ACCOUNT_ID = /^\d{12}$/;

/** Puts the logs of instances into S3, and what their user data say about applications into the lifecycle. */
@Injectable()
export class InstanceLogs {
  readonly #options: ApiOptions;
  readonly #boots: Boots;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#options = options as ApiOptions;
    const { database, clock } = this.#options;
    this.#boots = new Boots(database.dataSource, clock);
  }

  /**
   * Stores a log durably. Of user data with application and version the start goes to the lifecycle, once.
   * @throws {BadRequestException} for an account id of another form, for what is no Base64, and for more than 5 MiB.
   * @throws {ServiceUnavailableException | BadGatewayException} when the bucket did not take it; nothing is stored then.
   */
  async store(log: InstanceLogJson, actor: string): Promise<void> {
    const { accountIdPattern = ACCOUNT_ID, clock = systemClock } = this.#options;
    if (!accountIdPattern.test(log.account_id)) {
      throw new BadRequestException(`account_id: expected an AWS account id (${accountIdPattern.source})`);
    }
    const bytes = decoded(log.log_data);
    const now = clock.now();
    const bootTime = log.instance_boot_time ?? now;
    const path = await this.#write(keyOf(log, bootTime, now), bytes, log.log_type);
    const application = log.log_type === 'USER_DATA' ? applicationOfUserData(bytes) : undefined;
    if (application === undefined) return;
    const { account_id: accountId, region, instance_id: instanceId } = log;
    await this.#boots.save(
      { accountId, region, instanceId, bootTime, userdataPath: path, ...application },
      actor,
    );
  }

  /** @returns bucket and key. */
  async #write(key: string, bytes: Buffer, type: InstanceLogJson['log_type']): Promise<string> {
    const { instanceLogs, logger } = this.#options;
    if (instanceLogs === undefined) {
      throw new ServiceUnavailableException('Instance logs are not stored here: set INSTANCE_LOGS_S3_BUCKET');
    }
    const { buckets, bucketName } = instanceLogs;
    const contentType = type === 'USER_DATA' ? 'application/yaml' : 'application/gzip';
    try {
      await writeWithin(WRITE_TIMEOUT_MS, buckets, bucketName, key, bytes, contentType);
    } catch (err) {
      logger.error({ s3_bucket: bucketName, s3_key: key, err }, 'An instance log could not be stored');
      const message = 'The log could not be stored in S3; nothing was kept, send it again later';
      if (isRetryable(err)) throw new ServiceUnavailableException(message, { cause: err });
      throw new BadGatewayException(message, { cause: err });
    }
    return `${bucketName}/${key}`;
  }
}

async function writeWithin(
  timeoutMs: number,
  buckets: Buckets,
  bucketName: string,
  key: string,
  bytes: Buffer,
  contentType: string,
): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  await buckets.bucket(bucketName).write(key, bytes, contentType, { signal });
}

/** MIME allows line breaks; everything else must be Base64, where `Buffer` alone takes anything. */
function decoded(data: string): Buffer {
  const digits = data.replace(/[\r\n\t ]+/g, '').replace(/={1,2}$/, '');
  if (digits === '' || digits.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(digits)) {
    throw new BadRequestException('log_data: expected Base64');
  }
  const bytes = Buffer.from(digits, 'base64');
  if (bytes.length > MAX_LOG_BYTES) {
    throw new BadRequestException(`log_data: expected at most ${MAX_LOG_BYTES} bytes, got ${bytes.length}`);
  }
  return bytes;
}

function keyOf(
  { account_id, region, instance_id, log_type }: InstanceLogJson,
  bootTime: Date,
  now: Date,
): string {
  const boot = bootTime.toISOString();
  const day = boot.slice(0, 10).replaceAll('-', '/');
  const file = log_type === 'USER_DATA' ? 'taupage.yaml' : `audit-log-${now.toISOString()}.log.gz`;
  return `${account_id}/${region}/${day}/${instance_id}-${boot}/${file}`;
}
