import { Agent, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { describeApi } from '../src/index.js';
import { ApiWorld } from './support/api-world.js';
import { type HostileRequest, hostileRequests } from './support/hostile-requests.js';

// `npm run fuzz -- api` asks for more, and for other seeds.
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 300);
const SEED = Number(process.env.FAST_CHECK_SEED ?? 1);
/** An answer that takes longer counts as none. */
const HANG_MS = 10_000;
/** What databases, frameworks and stack traces say. */
const INSIDE =
  /syntax error at|invalid input syntax|unterminated quoted|violates [\w-]+ constraint|relation "|column "|invalid byte sequence|QueryFailed|TypeError|node_modules|\bat \S+ \(/;

jest.setTimeout(60_000 + REQUESTS * 100);

const world = new ApiWorld();
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  await world.start();
  await world.fresh();
  await world.given({ applicationId: 'shop', applicationVersion: '1.0' }, { type: 'WRONG_REGION' }, {});
});
afterAll(async () => {
  agent.destroy();
  await world.stop();
});

it(`${REQUESTS} hostile requests: no 5xx, no hang, nothing about the inside`, async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(hostileRequests(await describeApi()), async (sent) => {
      const { status, text } = await answerTo(sent);
      statuses.add(status);
      expect(status).toBeLessThan(500);
      expect(text).not.toMatch(INSIDE);
    }),
    { numRuns: REQUESTS, seed: SEED },
  );
  // Not everything was refused at the door.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
  expect(await world.rows('SELECT 1 FROM fullstop_data.violation LIMIT 3')).toHaveLength(3);
});

/** fetch would mend paths and headers. */
function answerTo({
  method,
  path,
  headers,
  body,
}: HostileRequest): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(HANG_MS);
    // Of its own accord, Node sends no length with the body of a DELETE.
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = httpRequest(
      `${world.url}`,
      { method, path, headers: { ...headers, ...length }, agent, signal },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
