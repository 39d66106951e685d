import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSqsClient } from '../../src/queue/sqs-client.js';

const CREDENTIALS = { accessKeyId: 'a', secretAccessKey: 'b' };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that takes everything, and notes the paths. */
async function anySqs(): Promise<{ url: string; hosts: string[] }> {
  const hosts: string[] = [];
  const server = createServer((request, response) => {
    hosts.push(request.headers.host ?? '');
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hosts };
}

async function deleteFrom(queueUrl: string, endpoint?: string): Promise<void> {
  const sqs = createSqsClient({
    region: 'eu-west-1',
    credentials: CREDENTIALS,
    ...(endpoint && { endpoint }),
  });
  closing.push(() => sqs.destroy());
  await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: 'r' }));
}

describe('The SQS client', () => {
  it('asks the endpoint of the environment, whatever host the URL of the queue names', async () => {
    const sqs = await anySqs();
    process.env.AWS_ENDPOINT_URL_SQS = sqs.url;
    closing.push(() => delete process.env.AWS_ENDPOINT_URL_SQS);
    await deleteFrom('http://sqs.eu-west-1.localhost:1/000000000000/q');
    await deleteFrom('https://sqs.eu-west-1.amazonaws.com/000000000000/q');
    expect(sqs.hosts).toEqual([new URL(sqs.url).host, new URL(sqs.url).host]);
  });

  it('asks an endpoint that is given', async () => {
    const sqs = await anySqs();
    await deleteFrom('https://sqs.eu-west-1.amazonaws.com/000000000000/q', sqs.url);
    expect(sqs.hosts).toHaveLength(1);
  });

  it('without one asks the host of the queue', async () => {
    const sqs = await anySqs();
    await deleteFrom(`${sqs.url}/000000000000/q`);
    expect(sqs.hosts).toEqual([new URL(sqs.url).host]);
  });
});
