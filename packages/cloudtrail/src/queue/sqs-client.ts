import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';

/** Longer than the longest long poll, 20 s, which would otherwise end as a time-out each time. */
const REQUEST_TIMEOUT_MS = 30_000;
const CONNECTION_TIMEOUT_MS = 10_000;

/**
 * A client with time limits that suit long polls; region and the like as in the SDK. An endpoint that is configured, here
 * or in the environment (`AWS_ENDPOINT_URL_SQS`, `AWS_ENDPOINT_URL`), is asked whatever host the queue's URL names. Makes no
 * request by itself.
 */
export function createSqsClient(config: SQSClientConfig = {}): SQSClient {
  const client = new SQSClient({
    ...(config.endpoint !== undefined && { useQueueUrlAsEndpoint: false }),
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // Without it the SDK only logs that the time is over.
      throwOnRequestTimeout: true,
    },
    ...config,
  });
  if (config.endpoint === undefined) preferConfiguredEndpoint(client);
  return client;
}

/**
 * The SDK sends to the host in the queue's URL unless an endpoint is given in code. One that the environment or the profile
 * gives counts here too; it is known to the SDK only, and not before the first request.
 */
function preferConfiguredEndpoint({ config, middlewareStack }: SQSClient): void {
  const toQueueHost =
    <Call extends { input: object }, Answer>(
      next: (call: Call) => Promise<Answer>,
      context: { endpointV2?: { url: URL } },
    ) =>
    async (call: Call): Promise<Answer> => {
      const queueUrl = 'QueueUrl' in call.input ? call.input.QueueUrl : undefined;
      if (
        context.endpointV2 &&
        typeof queueUrl === 'string' &&
        !(await config.serviceConfiguredEndpoint?.())
      ) {
        context.endpointV2 = { ...context.endpointV2, url: new URL(new URL(queueUrl).origin) };
      }
      return next(call);
    };
  // In the place of the SDK's own.
  middlewareStack.addRelativeTo(toQueueHost, {
    name: 'queueUrlMiddleware',
    relation: 'after',
    toMiddleware: 'endpointV2Middleware',
    override: true,
  });
}
