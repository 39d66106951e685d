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

/** The client as it is, except that `send` is counted; it is shared, so that it must not be changed. */
function countCalls(client: AwsClient, job: string, telemetry: JobTelemetry): AwsClient {
  const send = client.send as Send;
  const countedSend = (...call: unknown[]) => {
    const answer = send.apply(client, call);
    if (answer instanceof Promise) answer.then(() => telemetry.call(job, false), countFailure);
    return answer;
  };
  const countFailure = (error: unknown) => telemetry.call(job, classifyAwsError(error) === 'throttled');
  return new Proxy(client, {
    get: (target, name) => (name === 'send' ? countedSend : Reflect.get(target, name)),
  });
}
