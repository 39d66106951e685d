import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** How S3 is reached. What is not said here the SDK finds as always: environment, profile, role of the machine. */
export interface S3ClientOptions {
  /** Where requests go first. Default: the SDK's own (`AWS_REGION`, profile). Buckets elsewhere are found all the same. */
  readonly region?: string;
  /** Something else that speaks S3's protocol. Default: the SDK's own (`AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, profile). */
  readonly endpoint?: string;
  readonly credentials?: S3ClientConfig['credentials'];
  /** Connections to one host at the same time; further requests wait for one. Default 50. */
  readonly maxSockets?: number;
  /** How long a connection may take, in seconds. Default 10. */
  readonly connectTimeoutSeconds?: number;
  /** How long the beginning of an answer may take, in seconds; the body has limits of its own. Default 30. */
  readonly answerTimeoutSeconds?: number;
  /** Attempts at one request before its error counts, the first included. Default 3. */
  readonly maxAttempts?: number;
}

/** Limits of a client's connections. */
export interface ConnectionLimits {
  /** For each host. */
  readonly maxSockets: number;
  readonly connectTimeoutMs: number;
  readonly answerTimeoutMs: number;
}

/** By request handler, which can be replaced in a client. */
const limitsByHandler = new WeakMap<object, ConnectionLimits>();

/**
 * An S3 client for reading logs: keeps connections alive, never waits without a limit, and names buckets in the path when
 * an endpoint is configured, here or in the environment. Does not follow bucket regions; `S3Clients` does.
 */
export function createS3Client(options: S3ClientOptions = {}): S3Client {
  const { region, endpoint, credentials, maxSockets = 50, maxAttempts = 3 } = options;
  const connectTimeoutMs = (options.connectTimeoutSeconds ?? 10) * 1000;
  const answerTimeoutMs = (options.answerTimeoutSeconds ?? 30) * 1000;
  const client = new S3Client({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(credentials !== undefined && { credentials }),
    maxAttempts,
    // The stream that checks a checksum swallows a broken connection and then waits for ever; gzip has a checksum.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: answerTimeoutMs,
      // Without it the time-out is a line on the console.
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
  });
  limitsByHandler.set(client.config.requestHandler, { maxSockets, connectTimeoutMs, answerTimeoutMs });
  if (endpoint === undefined) usePathStyleWithConfiguredEndpoint(client);
  return client;
}

/** Limits of a client's connections; nothing when they were not made by {@link createS3Client}. */
export function connectionLimitsOf({ config }: S3Client): ConnectionLimits | undefined {
  return limitsByHandler.get(config.requestHandler);
}

/** An endpoint of the environment or the profile is known to the SDK only, and not before the first request. */
function usePathStyleWithConfiguredEndpoint({ config, middlewareStack }: S3Client): void {
  middlewareStack.add(
    (next) => async (args) => {
      if (await config.serviceConfiguredEndpoint?.()) config.forcePathStyle = true;
      return next(args);
    },
    { step: 'initialize', name: 'pathStyleWithConfiguredEndpoint' },
  );
}
