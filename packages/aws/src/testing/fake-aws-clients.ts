import type { AwsClientClass, AwsClients } from '../clients/aws-clients.js';
import type { AwsClient } from '../clients/bound-calls.js';
import { SharedHttpHandler } from '../clients/shared-http-handler.js';

/** A call that would have gone to AWS. */
export interface FakeAwsCall {
  /** Such as `DescribeImages`. */
  readonly command: string;
  readonly input: unknown;
  readonly accountId: string;
  readonly region: string;
}

/**
 * Clients for tests of plugins: real SDK clients, so that paginators take them, whose calls `answer` answers, or rejects
 * by throwing. No credentials, no network, no retries, and the shape of an answer is not checked.
 */
export function fakeAwsClients(answer: (call: FakeAwsCall) => unknown): AwsClients {
  const made = new Map<AwsClientClass<AwsClient>, Map<string, AwsClient>>();
  return {
    client<Client extends AwsClient>(
      type: AwsClientClass<Client>,
      accountId: string,
      region: string,
    ): Client {
      const places = made.get(type) ?? new Map<string, AwsClient>();
      made.set(type, places);
      const client = places.get(`${accountId} ${region}`) ?? fakeClient(type, accountId, region, answer);
      places.set(`${accountId} ${region}`, client);
      // The map of a class holds nothing but its instances.
      return client as Client;
    },
  };
}

/** An error as the SDK throws it for an answer of AWS with this code, such as `UnauthorizedOperation`. */
export function awsError(code: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(`AWS answered ${code}`), {
    name: code,
    $fault: 'client',
    $metadata: { httpStatusCode },
  });
}

function fakeClient<Client extends AwsClient>(
  type: AwsClientClass<Client>,
  accountId: string,
  region: string,
  answer: (call: FakeAwsCall) => unknown,
): Client {
  const client = new type({
    region,
    credentials: async () => ({ accessKeyId: 'fake', secretAccessKey: 'fake' }),
    requestHandler: new SharedHttpHandler(),
    retryMode: 'adaptive',
    maxAttempts: 1,
  });
  Object.defineProperty(client, 'send', {
    value: async (command: { input: unknown }) =>
      answer({
        command: command.constructor.name.replace(/Command$/, ''),
        input: command.input,
        accountId,
        region,
      }),
  });
  return client;
}
