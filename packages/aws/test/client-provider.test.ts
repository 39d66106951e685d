import { S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AssumeRoleDeniedError, AwsCallTimeoutError, AwsClientsClosedError, factFrom } from '@fullstop/aws';
import { ClientProvider, type ClientProviderOptions } from '@fullstop/aws/clients';
import { FactUnavailableError, isRetryable } from '@fullstop/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { OWN_ACCOUNT } from './support/sts-server.js';
import { useWorld } from './support/world.js';

const world = useWorld();
const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const opened: ClientProvider[] = [];

function clientsWith(options: ClientProviderOptions = {}): ClientProvider {
  const clients = new ClientProvider({ clock: world().clock, ownAccountId: OWN_ACCOUNT, ...options });
  opened.push(clients);
  return clients;
}

afterEach(() => {
  for (const clients of opened.splice(0)) clients.close();
});

async function queuesOf(client: SQSClient): Promise<string[] | undefined> {
  return (await client.send(new ListQueuesCommand({}))).QueueUrls;
}

describe('a client', () => {
  it('C1, CP-1: is the same object for the same class, account and region', () => {
    const clients = clientsWith();
    expect(clients.client(SQSClient, ACCOUNT, REGION)).toBe(clients.client(SQSClient, ACCOUNT, REGION));
  });

  it('C2, CP-2: is another one for another class, account or region', () => {
    const clients = clientsWith();
    const four = [
      clients.client(SQSClient, ACCOUNT, REGION),
      clients.client(S3Client, ACCOUNT, REGION),
      clients.client(SQSClient, '444455556666', REGION),
      clients.client(SQSClient, ACCOUNT, 'xx-new-1'),
    ];
    expect(new Set(four).size).toBe(4);
    expect(four[1]).toBeInstanceOf(S3Client);
  });

  it('acts in its account and region, at the endpoint of AWS_ENDPOINT_URL', async () => {
    const clients = clientsWith();
    await expect(queuesOf(clients.client(SQSClient, ACCOUNT, 'xx-new-1'))).resolves.toEqual([
      `https://${ACCOUNT}/xx-new-1`,
    ]);
    await expect(queuesOf(clients.client(SQSClient, OWN_ACCOUNT, REGION))).resolves.toEqual([
      `https://${OWN_ACCOUNT}/${REGION}`,
    ]);
  });

  it('shares the session of its account with other services and regions', async () => {
    const clients = clientsWith();
    await queuesOf(clients.client(SQSClient, ACCOUNT, 'eu-west-1'));
    await queuesOf(clients.client(SQSClient, ACCOUNT, 'us-east-1'));
    await clients.client(STSClient, ACCOUNT, REGION).send(new GetCallerIdentityCommand({}));
    expect(world().server.count('AssumeRole')).toBe(1);
  });

  it('C6: goes on through a scan that is longer than its session', async () => {
    const { clock, server } = world();
    const client = clientsWith().client(SQSClient, ACCOUNT, REGION);
    for (let minute = 0; minute < 200; minute += 1) {
      await expect(queuesOf(client)).resolves.toHaveLength(1);
      clock.advance(60);
    }
    expect(server.count('AssumeRole')).toBe(4);
  });

  it('rejects with the denial of its role, which a fact turns into an undecided check', async () => {
    world().server.behave(ACCOUNT, { deny: true });
    const client = clientsWith().client(SQSClient, ACCOUNT, REGION);
    await expect(queuesOf(client)).rejects.toThrow(AssumeRoleDeniedError);
    const fact = factFrom(`queues of ${ACCOUNT}`, () => queuesOf(client), ['AccessDenied']);
    await expect(fact).rejects.toThrow(FactUnavailableError);
    expect(world().server.count('AssumeRole')).toBe(1);
  });

  it('accepts callbacks as other clients of the SDK do', async () => {
    const clients = clientsWith();
    const answer = await new Promise((resolve) =>
      clients
        .client(SQSClient, ACCOUNT, REGION)
        .send(new ListQueuesCommand({}), (_error, output) => resolve(output)),
    );
    expect(answer).toMatchObject({ QueueUrls: [`https://${ACCOUNT}/${REGION}`] });
  });
});

describe('C5: 600 accounts and three services', () => {
  const accounts = Array.from({ length: 600 }, (_, index) => String(100_000_000_000 + index));

  it('keep a bounded number of clients, one session each, and no client in use is broken', async () => {
    const clients = clientsWith({ maxClients: 50 });
    const first = clients.client(SQSClient, '100000000000', REGION);
    world().server.behave('100000000000', { delayMs: 500 });
    const inUse = queuesOf(first);
    for (const account of accounts) {
      clients.client(S3Client, account, REGION);
      await clients.client(STSClient, account, REGION).send(new GetCallerIdentityCommand({}));
      await queuesOf(clients.client(SQSClient, account, REGION));
      expect(clients.size).toBeLessThanOrEqual(50);
    }
    await expect(inUse).resolves.toEqual([`https://100000000000/${REGION}`]);
    expect(clients.client(SQSClient, '100000000000', REGION)).not.toBe(first);
    await expect(queuesOf(first)).resolves.toHaveLength(1);
    expect(world().server.count('AssumeRole')).toBe(600);
    // 1800 calls take a minute where the machine is very busy.
  }, 180_000);

  it('lose nothing when somebody destroys a client', async () => {
    const clients = clientsWith();
    const client = clients.client(SQSClient, ACCOUNT, REGION);
    world().server.behave(ACCOUNT, { delayMs: 100 });
    const inUse = queuesOf(client);
    clients.client(STSClient, ACCOUNT, REGION).destroy();
    client.destroy();
    await expect(inUse).resolves.toHaveLength(1);
    await expect(queuesOf(client)).resolves.toHaveLength(1);
  });
});

describe('calls', () => {
  it('are retried when AWS throttles them', async () => {
    const client = clientsWith().client(SQSClient, ACCOUNT, REGION);
    await queuesOf(client);
    world().server.behave(ACCOUNT, { throttle: 1 });
    await expect(queuesOf(client)).resolves.toHaveLength(1);
    expect(world().server.count('ListQueues')).toBe(3);
  });

  it('are attempted again when an attempt is not answered', async () => {
    const client = clientsWith({ attemptTimeoutSeconds: 0.3 }).client(SQSClient, ACCOUNT, REGION);
    await queuesOf(client);
    world().server.behave(ACCOUNT, { unanswered: 1 });
    const before = world().server.count('ListQueues');
    await expect(queuesOf(client)).resolves.toHaveLength(1);
    expect(world().server.count('ListQueues')).toBeGreaterThanOrEqual(before + 2);
  });

  it('run four at a time in an account, region and service', async () => {
    world().server.behave(ACCOUNT, { delayMs: 30 });
    const client = clientsWith().client(SQSClient, ACCOUNT, REGION);
    await Promise.all(Array.from({ length: 20 }, () => queuesOf(client)));
    expect(world().server.mostAtOnce).toBe(4);
  });

  it('end at their deadline, retryable, also while they wait for their turn', async () => {
    const client = clientsWith({ callDeadlineSeconds: 1, maxConcurrentCalls: 1 }).client(
      SQSClient,
      ACCOUNT,
      REGION,
    );
    await queuesOf(client);
    world().server.behave(ACCOUNT, { delayMs: 60_000 });
    const started = Date.now();
    for (const { reason } of (await Promise.allSettled([
      queuesOf(client),
      queuesOf(client),
    ])) as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(AwsCallTimeoutError);
      expect(isRetryable(reason)).toBe(true);
      expect(reason.message).toBe(`ListQueues of SQSClient in ${ACCOUNT}/${REGION} did not end within 1 s.`);
    }
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(world().server.count('ListQueues')).toBe(2);
  });

  it('end with the caller’s own signal, for its own reason', async () => {
    world().server.behave(ACCOUNT, { delayMs: 5000 });
    const client = clientsWith().client(SQSClient, ACCOUNT, REGION);
    const stopping = new AbortController();
    const abortSignal = stopping.signal;
    setTimeout(() => stopping.abort(new Error('stopping')), 100);
    await expect(client.send(new ListQueuesCommand({}), { abortSignal })).rejects.toThrow('stopping');
    await expect(client.send(new ListQueuesCommand({}), { abortSignal })).rejects.toThrow('stopping');
  });

  it('are bounded in paginators, too', async () => {
    const client = clientsWith({ callDeadlineSeconds: 1 }).client(SQSClient, ACCOUNT, REGION);
    await queuesOf(client);
    world().server.behave(ACCOUNT, { delayMs: 5000 });
    const pages = paginateListQueues({ client }, {});
    await expect(pages.next()).rejects.toThrow(AwsCallTimeoutError);
  });

  it('fail as retryable after close, whether they run or come later', async () => {
    const clients = clientsWith();
    const client = clients.client(SQSClient, ACCOUNT, REGION);
    await queuesOf(client);
    world().server.behave(ACCOUNT, { delayMs: 5000 });
    const running = queuesOf(client);
    setTimeout(() => clients.close(), 100);
    await expect(running).rejects.toThrow(AwsClientsClosedError);
    await expect(queuesOf(client)).rejects.toThrow(AwsClientsClosedError);
  });
});
