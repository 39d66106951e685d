import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';

/** Longer than the longest long poll, 20 s, which would otherwise end as a time-out each time. */
const REQUEST_TIMEOUT_MS = 30_000;
const CONNECTION_TIMEOUT_MS = 10_000;

/** A client with time limits that suit long polls; region and the like as in the SDK. Makes no request by itself. */
export function createSqsClient(config: SQSClientConfig = {}): SQSClient {
  return new SQSClient({
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // Without it the SDK only logs that the time is over.
      throwOnRequestTimeout: true,
    },
    ...config,
  });
}
