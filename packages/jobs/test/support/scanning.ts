import type { AwsClients } from '@fullstop/aws';
import { ClientProvider } from '@fullstop/aws/clients';
import type { AccountJob, JobFinding, ScanContext, ScanTarget } from '@fullstop/core';
import { FixedClock } from '@fullstop/testing';
import { AwsServer } from '@fullstop/tools/aws-server';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';

/** What a scan gave. */
export interface Scanned {
  readonly findings: readonly JobFinding[];
  readonly problems: readonly { readonly resource: string; readonly error: unknown }[];
}

/** Lets a job look at one target. */
export async function scan(
  job: AccountJob,
  accountId: string,
  region: string,
  context: Partial<ScanContext> = {},
): Promise<Scanned> {
  const problems: { resource: string; error: unknown }[] = [];
  const target: ScanTarget = { accountId, region };
  const findings = await job.scan(target, {
    signal: new AbortController().signal,
    now: new FixedClock().now(),
    problem: (resource, error) => problems.push({ resource, error }),
    ...context,
  });
  return { findings, problems };
}

/** AWS on loopback, and clients that assume a role in each account. */
export interface AwsOnLoopback {
  readonly server: AwsServer;
  readonly clients: AwsClients;
}

/** One server for a test file; each test has its own world, calls and clients. */
export function useAws(): AwsOnLoopback {
  const environment = { ...process.env };
  let server: AwsServer | undefined;
  let provider: ClientProvider | undefined;
  beforeAll(async () => {
    server = await AwsServer.start();
    Object.assign(process.env, server.environment);
  });
  beforeEach(() => {
    // One attempt, so that a fault is seen at once.
    provider = new ClientProvider({ maxAttempts: 1 });
    server?.calls.splice(0);
  });
  afterEach(() => {
    provider?.close();
    server?.heal();
  });
  afterAll(async () => {
    await server?.stop();
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, environment);
  });
  return {
    get server() {
      if (!server) throw new Error('The server runs during tests only');
      return server;
    },
    clients: {
      client: (...wanted) => {
        if (!provider) throw new Error('There are clients during tests only');
        return provider.client(...wanted);
      },
    },
  };
}
