import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openCassette } from '../src/index.js';

let server: Server;
let url: string;
let folder: string;
let path: string;
beforeAll(async () => {
  server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-fetch-'));
  path = join(folder, 'fetch.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Answers what it is told in the path, or what was sent. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const sent = await text(request);
  const what = new URL(request.url!, url).pathname.slice(1);
  response.setHeader('set-cookie', 'session=server-secret-1');
  response.setHeader('etag', '"v1"');
  if (what === 'json') response.setHeader('content-type', 'application/json').end('{ "a": [1.5, "ä"] }');
  else if (what === 'exact')
    response.setHeader('content-type', 'application/json').end('{"id":12345678901234567890}');
  else if (what === 'none') response.writeHead(204).end();
  else if (what === 'bytes') response.end(Buffer.of(255, 254, 0));
  else if (what === 'busy') response.writeHead(503).end('busy');
  else response.setHeader('content-type', 'application/json').end(JSON.stringify({ sent }));
}

type Use = (ask: typeof fetch) => Promise<unknown>;

async function recordedAndReplayed(use: Use, options = {}): Promise<[unknown, unknown]> {
  const recording = openCassette(path, { mode: 'record' });
  const seen = await use(recording.fetch(options));
  recording.save();
  return [seen, await use(openCassette(path).fetch(options))];
}

const summary = async (response: Response) => ({
  status: response.status,
  type: response.headers.get('content-type'),
  etag: response.headers.get('etag'),
  body: await response.text(),
});

describe('fetch from a cassette', () => {
  it.each(['exact', 'none', 'busy'])('answers %s as the server did', async (what) => {
    const [seen, again] = await recordedAndReplayed(async (ask) => summary(await ask(`${url}/${what}`)), {
      responseHeaders: ['ETag'],
    });
    expect(again).toEqual(seen);
    expect(again).toMatchObject({ etag: '"v1"' });
  });

  it('answers the same JSON, whatever its spaces', async () => {
    const [seen, again] = await recordedAndReplayed(async (ask) => (await ask(`${url}/json`)).json());
    expect(again).toEqual(seen);
    expect(again).toEqual({ a: [1.5, 'ä'] });
  });

  it.each<[string, RequestInit]>([
    ['a text', { method: 'POST', body: 'abc' }],
    ['JSON', { method: 'PUT', body: '{"a":1}' }],
    ['a form', { method: 'POST', body: new URLSearchParams({ a: '1' }) }],
    ['bytes', { method: 'POST', body: new TextEncoder().encode('abc') }],
  ])('tells requests apart by their body: %s', async (_what, init) => {
    const [seen, again] = await recordedAndReplayed(async (ask) => (await ask(`${url}/echo`, init)).json());
    expect(again).toEqual(seen);
    const other = openCassette(path).fetch()(`${url}/echo`, { ...init, body: 'other' });
    await expect(other).rejects.toThrow(/no answer to (POST|PUT)\(/);
  });

  it('tells requests apart by chosen headers', async () => {
    const options = { requestHeaders: ['accept'] };
    const asking =
      (accept: string): Use =>
      async (ask) =>
        (await ask(url, { headers: { accept } })).status;
    await recordedAndReplayed(asking('text/plain'), options);
    await expect(asking('text/html')(openCassette(path).fetch(options))).rejects.toThrow(
      /GET\('http.*', \{ headers: \{ accept: 'text\/html' \} \}\): the nearest that it has is GET/,
    );
  });

  it('takes a request', async () => {
    const use: Use = async (ask) =>
      (await ask(new Request(`${url}/echo`, { method: 'POST', body: 'x' }))).json();
    expect(await recordedAndReplayed(use)).toEqual([{ sent: 'x' }, { sent: 'x' }]);
  });

  it('holds no credentials, and does not ask for the same ones', async () => {
    const asking =
      (secret: string): Use =>
      async (ask) => {
        const headers = {
          authorization: `Bearer ${secret}`,
          cookie: `session=${secret}`,
          'x-api-key': secret,
        };
        const body = new URLSearchParams({ grant_type: 'password', password: secret });
        return (await ask(`${url}/none?access_token=${secret}`, { method: 'POST', headers, body })).status;
      };
    const all = ['authorization', 'cookie', 'set-cookie', 'x-api-key'];
    const options = { requestHeaders: all, responseHeaders: all };
    await recordedAndReplayed(asking('planted-secret-1'), options);
    expect(readFileSync(path, 'utf8')).not.toMatch(/planted-secret|server-secret/);
    expect(await asking('another-one')(openCassette(path).fetch(options))).toBe(204);
  });

  it('fails as the network did', async () => {
    const [seen, again] = await recordedAndReplayed((ask) =>
      ask('http://127.0.0.1:1/').catch(({ name, message, cause }) => ({ name, message, code: cause.code })),
    );
    expect(again).toEqual(seen);
    expect(again).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
  });

  it.each<[string, Use, RegExp]>([
    ['an answer of bytes that nobody can redact', (ask) => ask(`${url}/bytes`), /Bytes that are no text/],
    [
      'a stream',
      (ask) =>
        ask(url, { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' } as RequestInit).catch(
          () => 1,
        ),
      /body of a request cannot be put on a cassette: it is a stream/,
    ],
  ])('refuses %s', async (_what, use, message) => {
    await expect(recordedAndReplayed(use)).rejects.toThrow(message);
  });
});
