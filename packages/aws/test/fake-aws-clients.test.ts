import { ListQueuesCommand, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { factFrom } from '@fullstop/aws';
import { awsError, type FakeAwsCall, fakeAwsClients } from '@fullstop/aws/testing';
import { expect, it } from '@jest/globals';

it('fake clients hand calls to the test, and paginators take them', async () => {
  const calls: FakeAwsCall[] = [];
  const clients = fakeAwsClients((call) => {
    calls.push(call);
    return { QueueUrls: ['q'] };
  });
  const client = clients.client(SQSClient, '111122223333', 'eu-west-1');
  expect(clients.client(SQSClient, '111122223333', 'eu-west-1')).toBe(client);
  expect(clients.client(SQSClient, '111122223333', 'eu-west-2')).not.toBe(client);
  await expect(client.send(new ListQueuesCommand({ QueueNamePrefix: 'a' }))).resolves.toEqual({
    QueueUrls: ['q'],
  });
  for await (const page of paginateListQueues({ client }, {})) expect(page.QueueUrls).toEqual(['q']);
  expect(calls[0]).toEqual({
    command: 'ListQueues',
    input: { QueueNamePrefix: 'a' },
    accountId: '111122223333',
    region: 'eu-west-1',
  });
});

it('fake clients reject with what the test throws', async () => {
  const clients = fakeAwsClients(() => {
    throw awsError('NoSuchEntity', 404);
  });
  const call = () => clients.client(SQSClient, '111122223333', 'eu-west-1').send(new ListQueuesCommand({}));
  await expect(factFrom('queues', call, ['NoSuchEntity'])).resolves.toBeUndefined();
});
