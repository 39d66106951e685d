import { type AwsClient, type AwsClientClass, type AwsClients, classifyAwsError } from '@fullstop/aws';
import type { JobTelemetry } from './job-telemetry.js';

/** Clients that count the calls of one job. */
export function countedClients(clients: AwsClients, job: string, telemetry: JobTelemetry): AwsClients {
  const counted = new WeakMap<object, AwsClient>();
  return {
    client<Client extends AwsClient>(
      type: AwsClientClass<Client>,
      accountId: string,
      region: string,
    ): Client {
      const client = clients.client(type, accountId, region);
      const known = counted.get(client) ?? countCalls(client, job, telemetry);
      counted.set(client, known);
      return known as Client;
    },
  };
}

type Send = (...call: unknown[]) => unknown;

/**
 * The client as it is, except that `send` is counted. It is shared, so that it must not be changed; and it inherits rather than
 * being a proxy, because the bounds of its calls have made its own `send` final.
 */
function countCalls(client: AwsClient, job: string, telemetry: JobTelemetry): AwsClient {
  const send = client.send as Send;
  const countFailure = (error: unknown) => telemetry.call(job, classifyAwsError(error) === 'throttled');
  const countedSend = (...call: unknown[]) => {
    const answer = send.apply(client, call);
    if (answer instanceof Promise) answer.then(() => telemetry.call(job, false), countFailure);
    return answer;
  };
  return Object.defineProperty(Object.create(client), 'send', { value: countedSend }) as AwsClient;
}
