import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { AwsServer } from '../aws-server/index.js';
import type { UserProject } from './project.js';
import type { Steps } from './steps.js';

const ACCOUNT = '111122223333';
const JOB = 'acmeIdleAddressesJob';
const TYPE = 'ADDRESS_WITHOUT_USE';
/** One address, which nothing uses. */
const ADDRESSES = `<DescribeAddressesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
  <addressesSet><item><allocationId>eipalloc-1</allocationId><publicIp>198.51.100.7</publicIp></item></addressesSet>
</DescribeAddressesResponse>`;

/** Packs a job of somebody else, and has the service run it in a project that has nothing but the command line and it. */
export async function useThirdPartyJob(
  job: UserProject,
  project: UserProject,
  { step }: Steps,
): Promise<void> {
  const [{ filename }]: [{ filename: string }] = JSON.parse(await job.npm('pack', '--json'));
  await step('third-party-job: npm install of its tarball beside @fullstop/cli', () =>
    project.npm('install', '@fullstop/cli', join(job.folder, filename)),
  );
  await step('third-party-job: the service runs it, and stores what it finds', () => runJob(project));
}

/** In the service, with the embedded database. */
export async function runJob(project: UserProject): Promise<void> {
  const aws = await AwsServer.start({ accounts: { [ACCOUNT]: { regions: ['eu-west-1'] } } });
  const front = await withAddresses(aws);
  const service = project.with({
    ...aws.environment,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    FULLSTOP_AWS_ENABLED: 'true',
    FULLSTOP_JOBS_ACCOUNTS: ACCOUNT,
  });
  try {
    await service.whileServing(['--only', 'api,jobs'], /API: +http/, async (line) => {
      const [url = ''] = /http:[^\s"]+/.exec(line) ?? [];
      const client = project.with({ FULLSTOP_URL: url });
      await client.fullstop('jobs', 'run', JOB, '--wait');
      const found = await client.fullstop('list-violations', '--output', 'json');
      const violations: { instance_id: string; violation_type: string | { id: string } }[] =
        JSON.parse(found);
      assert.deepEqual(
        violations.map((each) => [each.violation_type, each.instance_id]),
        [[TYPE, 'eipalloc-1']],
      );
    });
  } finally {
    front.close();
    front.closeAllConnections();
    await aws.stop();
  }
}

/** The usual server, behind one that knows addresses, too. */
async function withAddresses(aws: AwsServer): Promise<Server> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    if (new URLSearchParams(body).get('Action') === 'DescribeAddresses') {
      response.writeHead(200, { 'content-type': 'text/xml' }).end(ADDRESSES);
      return;
    }
    // These are of the connection to here.
    const { host, connection, 'content-length': length, ...headers } = request.headers;
    const { method = 'POST', url = '/' } = request;
    const told = await fetch(new URL(url, aws.url), {
      method,
      headers: headers as Record<string, string>,
      body,
    });
    const type = told.headers.get('content-type') ?? 'text/xml';
    response.writeHead(told.status, { 'content-type': type }).end(await told.text());
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
