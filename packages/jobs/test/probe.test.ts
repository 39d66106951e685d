import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createNoopMeter, metrics } from '@opentelemetry/api';
import { z } from 'zod';
import { isPublicAddress } from '../src/shared/probe/address-guard.js';
import { EndpointProbe, type ProbeNetwork, probeEndpoints, probeOptions } from '../src/shared/probe/index.js';
import { judgeNoAnswer } from '../src/shared/probe/verdict.js';
import { selfSigned } from './support/certificate.js';
import { Endpoints, loopback } from './support/endpoints.js';

const schema = z.strictObject(probeOptions);
const QUICK = { connectMs: 300, headersMs: 300, totalMs: 600 };
const never = new AbortController().signal;

let endpoints: Endpoints;
beforeEach(() => {
  endpoints = new Endpoints();
});
afterEach(() => endpoints.stop());

function probeWith(network: ProbeNetwork, options: object = {}, limits?: typeof QUICK): EndpointProbe {
  return new EndpointProbe('aJob', schema.parse(options), network, limits);
}

/** What a probe says about a server that answers like this. */
async function verdictOn(
  scheme: 'http' | 'https',
  status: number,
  location?: string,
  options: object = {},
): Promise<string> {
  const headers = location === undefined ? {} : { location };
  const port = await endpoints[scheme]((_request, response) => response.writeHead(status, headers).end());
  const endpoint = { scheme, host: 'shop.example', port };
  return (await probeWith(loopback({ 80: port, 443: port }), options).probe(endpoint, never)).verdict;
}

describe('a probe', () => {
  it.each([
    ['H2', 401, 'secured'],
    ['H2', 403, 'secured'],
    ['H3', 200, 'open'],
    ['H3', 204, 'open'],
    ['H3', 400, 'open'],
    ['H3', 404, 'open'],
    ['H3', 405, 'open'],
    ['H3', 429, 'open'],
    ['H3', 600, 'open'],
    ['H4', 500, 'secured'],
    ['H4', 503, 'secured'],
  ])('%s: status %d is %s, over HTTP and HTTPS', async (_id, status, verdict) => {
    expect(await verdictOn('http', status)).toBe(verdict);
    expect(await verdictOn('https', status)).toBe(verdict);
  });

  it.each([
    ['https://shop.example/', 'secured', 'secured'],
    ['HTTPS://shop.example/', 'secured', 'open'],
    ['//shop.example/', 'open', 'open'],
    ['http://shop.example/', 'open', 'open'],
    ['/login', 'open', 'open'],
    ['http://[', 'open', 'open'],
    ['https-is-a-folder', 'open', 'secured'],
    [undefined, 'open', 'open'],
  ])('H5: a redirect on HTTP to %s is %s, and was %s', async (location, verdict, original) => {
    expect(await verdictOn('http', 301, location)).toBe(verdict);
    expect(await verdictOn('http', 301, location, { probeRedirects: 'original' })).toBe(original);
  });

  it.each([
    ['a login host', 'https://login.example/?state=1', 200, 'secured'],
    ['a host below a login host', 'https://eu.sso.example/', 200, 'secured'],
    ['a login host over HTTP', 'http://login.example/', 200, 'open'],
    ['another host that serves', 'https://other.example/', 200, 'open'],
    ['another host that asks for credentials', 'https://other.example/', 401, 'secured'],
    ['another host that redirects again', 'https://other.example/', 302, 'open'],
    ['a path that serves', '/start', 200, 'open'],
    ['a path that asks for credentials', '/start', 403, 'secured'],
    ['nowhere', undefined, 200, 'open'],
  ])(
    'H6: a redirect on HTTPS to %s is judged by where it leads',
    async (_name, location, status, verdict) => {
      const asked: string[] = [];
      const port = await endpoints.https((request, response) => {
        asked.push(`${request.headers.host}${request.url}`);
        const isFirst = asked.length === 1;
        const headers = location === undefined ? {} : { location };
        response.writeHead(isFirst ? 302 : status, isFirst || status === 302 ? headers : {}).end();
      });
      const options = { probeLoginHosts: 'login.example, *.sso.example' };
      const probe = probeWith(loopback({ 443: port }), options);
      const result = await probe.probe({ scheme: 'https', host: 'shop.example', port: 443 }, never);
      expect(result.verdict).toBe(verdict);
      expect(asked.length).toBeLessThanOrEqual(2);
    },
  );

  it('H6: a redirect on HTTPS was open wherever it led, and nothing was followed', async () => {
    expect(await verdictOn('https', 302, '/login', { probeRedirects: 'original' })).toBe('open');
  });

  it('tells where a redirect leads without credentials and without what changes each time', async () => {
    const port = await endpoints.http((_request, response) =>
      response.writeHead(302, { location: 'http://me:secret@other.example/a?state=123#b' }).end(),
    );
    const result = await probeWith(loopback()).probe({ scheme: 'http', host: 'shop.example', port }, never);
    expect(result).toEqual({
      verdict: 'open',
      text:
        `http://shop.example:${port}/ redirects to a location with an unsafe protocol: status 302, ` +
        'http://other.example/a',
    });
  });

  it.each([
    ['self-signed', selfSigned({ name: 'shop.example' })],
    ['expired', selfSigned({ name: 'shop.example', notAfter: new Date('2021-01-01T00:00:00Z') })],
    ["another host's", selfSigned({ name: 'other.example' })],
  ])('H7: an endpoint whose certificate is %s is judged as any other', async (_name, certificate) => {
    const port = await endpoints.https((_request, response) => response.end('hello'), certificate);
    const result = await probeWith(loopback()).probe({ scheme: 'https', host: 'shop.example', port }, never);
    expect(result).toEqual({
      verdict: 'open',
      text: `https://shop.example:${port}/ answered with status 200 and is therefore unsecured`,
    });
  });

  it.each([
    ['refuses', 'http', () => endpoints.closed(), 'ECONNREFUSED'],
    ['resets', 'http', () => endpoints.tcp((socket) => socket.resetAndDestroy()), 'ECONNRESET'],
    ['hangs up', 'http', () => endpoints.tcp((socket) => socket.end()), 'ECONNRESET'],
    ['speaks no HTTP', 'http', () => endpoints.tcp((socket) => socket.end('SSH-2.0-x\r\n')), /^HPE_/],
    [
      'answers with a TLS alert',
      'https',
      () => endpoints.tcp((socket) => socket.end(Buffer.from('15030300020228', 'hex'))),
      /SSL|PROTO/,
    ],
  ] as const)('H8: an endpoint that %s is closed', async (_name, scheme, start, reason) => {
    const port = await start();
    const result = await probeWith(loopback()).probe({ scheme, host: 'shop.example', port }, never);
    expect(result).toEqual({ verdict: 'closed', reason: expect.stringMatching(reason) });
  });

  it('H1, H9: a slow endpoint is unknown, and the next run may know', async () => {
    const port = await endpoints.http(async (_request, response) => {
      await setTimeout(2000, undefined, { ref: false });
      response.end();
    });
    const probe = probeWith(loopback(), {}, { ...QUICK, headersMs: 100 });
    expect(await probe.probe({ scheme: 'http', host: 'shop.example', port }, never)).toEqual({
      verdict: 'unknown',
      reason: 'HEADERS_TIMEOUT',
      transient: true,
    });
  });

  it('H9: each verdict is counted for its job', async () => {
    const counted: unknown[] = [];
    const meter = Object.assign(createNoopMeter(), {
      createCounter: (name: string) => ({
        add: (value: number, labels: object) => counted.push({ name, value, ...labels }),
      }),
    });
    metrics.setGlobalMeterProvider({ getMeter: () => meter });
    try {
      const network = Object.assign(loopback(), { resolve: () => new Promise<never>(() => {}) });
      const endpoint = { scheme: 'http', host: 'shop.example', port: 80 } as const;
      await probeWith(network, {}, QUICK).probe(endpoint, never);
      await verdictOn('http', 401);
    } finally {
      metrics.disable();
    }
    const one = { name: 'fullstop_job_probes', value: 1, job: 'aJob' };
    expect(counted).toEqual([
      { ...one, verdict: 'unknown' },
      { ...one, verdict: 'secured' },
    ]);
  });

  it('H9: a name that nobody resolves in time is unknown', async () => {
    const network = Object.assign(loopback(), { resolve: () => new Promise<never>(() => {}) });
    const result = await probeWith(network, {}, QUICK).probe(
      { scheme: 'http', host: 'shop.example', port: 80 },
      never,
    );
    expect(result).toEqual({ verdict: 'unknown', reason: 'DNS_TIMEOUT', transient: true });
  });

  it.each([
    ['CONNECT_TIMEOUT', { verdict: 'unknown', transient: false }],
    ['ENETUNREACH', { verdict: 'unknown', transient: false }],
    ['EMFILE', { verdict: 'unknown', transient: true }],
    ['EADDRNOTAVAIL', { verdict: 'unknown', transient: false }],
    ['EAI_AGAIN', { verdict: 'unknown', transient: true }],
    ['EHOSTUNREACH', { verdict: 'closed' }],
    ['ENOTFOUND', { verdict: 'closed' }],
  ])('H9: %s is no verdict about the endpoint, or says that it is closed', (code, expected) => {
    expect(judgeNoAnswer(code)).toEqual({ ...expected, reason: code });
  });

  it('H10: all open endpoints of a resource are found together, and the undecided ones named', async () => {
    const open = await endpoints.http((_request, response) => response.end());
    const other = await endpoints.http((_request, response) => response.end());
    const slow = await endpoints.tcp(() => {});
    const probe = probeWith(loopback(), {}, { ...QUICK, connectMs: 30_000, totalMs: 60_000 });
    const hosts = [open, slow, other].map(
      (port) => ({ scheme: 'http', host: `h${port}.example`, port }) as const,
    );
    const { open: found, undecided } = await probeEndpoints(probe, hosts, never);
    expect(found.map(({ port }) => port)).toEqual([open, other]);
    expect(undecided?.message).toContain(`h${slow}.example port ${slow} (HEADERS_TIMEOUT)`);
  });

  it.each(['169.254.169.254', '127.0.0.53', '10.0.0.1', '::ffff:127.0.0.1', 'fd00:ec2::254'])(
    'H11: nothing is sent to a host that resolves to %s, not even by a redirect',
    async (address) => {
      const asked: unknown[] = [];
      const port = await endpoints.https((request, response) => {
        asked.push(request.headers.host);
        response.writeHead(302, { location: 'https://inside.example/' }).end();
      });
      const network: ProbeNetwork = {
        resolve: async (host) => (host === 'inside.example' ? [address] : ['127.0.0.1']),
        // The first host is the test's own server.
        isAllowed: (each) => each === '127.0.0.1' || isPublicAddress(each),
        portOf: () => port,
      };
      const inside = { scheme: 'https', host: 'inside.example', port } as const;
      expect(await probeWith(network).probe(inside, never)).toEqual({
        verdict: 'closed',
        reason: 'INTERNAL_ADDRESS',
      });
      const result = await probeWith(network).probe({ scheme: 'https', host: 'shop.example', port }, never);
      expect(result.verdict).toBe('open');
      expect(asked).toEqual([`shop.example:${port}`]);
    },
  );

  it.each([
    ['8.8.8.8', true],
    ['2600:1f18::1', true],
    ['0.0.0.0', false],
    ['127.0.0.1', false],
    ['100.64.0.1', false],
    ['172.31.255.255', false],
    ['192.168.1.1', false],
    ['198.51.100.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['fc00::1', false],
    ['ff02::1', false],
    ['::169.254.169.254', false],
    ['::a9fe:a9fe', false],
    ['100:0:0:1::1', false],
    ['4000::1', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::a00:1', false],
    ['2002:a00:1::', false],
    ['no address', false],
  ])('H11: %s is an address of the internet: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });

  it('H12: headers without end are given up', async () => {
    const port = await endpoints.tcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = () => {
        while (socket.writable && socket.write(`x-filler: ${'x'.repeat(1000)}\r\n`));
      };
      socket.on('drain', more);
      more();
    });
    const result = await probeWith(loopback()).probe({ scheme: 'http', host: 'shop.example', port }, never);
    expect(result).toEqual({ verdict: 'unknown', reason: 'HPE_HEADER_OVERFLOW', transient: false });
  });

  it('H12: a body is not read', async () => {
    let written = 0;
    let ended: Promise<unknown> = Promise.resolve();
    const chunk = Buffer.alloc(64 * 1024);
    const port = await endpoints.http((request, response) => {
      ended = new Promise((resolve) => request.socket.once('close', resolve));
      const more = () => {
        while (written < 1e9 && response.writable && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', more);
      response.on('error', () => response.destroy());
      more();
    });
    const result = await probeWith(loopback()).probe({ scheme: 'http', host: 'shop.example', port }, never);
    await ended;
    expect(result.verdict).toBe('open');
    expect(written).toBeLessThan(50e6);
  });

  it.each([
    ['1,000 endpoints of 500 hosts at most 50', 1000, 500, 50],
    ['20 endpoints of one host at most 2', 20, 1, 2],
  ])('H13: of %s are asked at once', async (_name, count, hosts, limit) => {
    let running = 0;
    let most = 0;
    const port = await endpoints.http(async (_request, response) => {
      running += 1;
      most = Math.max(most, running);
      // Long enough for all that may come meanwhile.
      await setTimeout(10);
      running -= 1;
      response.writeHead(401).end();
    });
    const probe = probeWith(loopback(), {}, { connectMs: 30_000, headersMs: 30_000, totalMs: 60_000 });
    const verdicts = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        probe.probe({ scheme: 'http', host: `h${index % hosts}.example`, port }, never),
      ),
    );
    expect(verdicts.filter(({ verdict }) => verdict === 'secured')).toHaveLength(count);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(limit);
  });

  it('says who it is, and sends nothing else', async () => {
    const seen: unknown[] = [];
    const port = await endpoints.http((request, response) => {
      seen.push([request.method, request.url, request.headers]);
      response.end();
    });
    const probe = probeWith(loopback(), { probeContact: 'security@example.com' });
    await probe.probe({ scheme: 'http', host: '2600:1f18::1', port }, never);
    expect(seen).toEqual([
      [
        'GET',
        '/',
        {
          accept: '*/*',
          connection: 'close',
          host: `[2600:1f18::1]:${port}`,
          'user-agent': expect.stringMatching(/^fullstop-job\/\d+\.\d+\.\d+ \(security@example\.com\)$/),
        },
      ],
    ]);
  });

  it('stops at once when its scan is given up', async () => {
    const port = await endpoints.tcp(() => {});
    const scan = new AbortController();
    const probing = probeWith(loopback()).probe({ scheme: 'http', host: 'shop.example', port }, scan.signal);
    scan.abort(new Error('given up'));
    await expect(probing).rejects.toThrow('given up');
  });
});
