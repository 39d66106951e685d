import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RecordingLogger } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OutsideServices } from '../src/clients/outside-services.js';
import { configSchema } from '../src/config/config.schema.js';
import { startTelemetry, type Telemetry } from '../src/service/telemetry/telemetry.js';

const TOKEN = 'a-token-0123456789-0123456789-abcdef';
const URLS = { kioUrl: 'http://kio.example.org', pierOneUrls: 'http://a.example.org,http://b.example.org' };

const endings: (() => Promise<unknown> | unknown)[] = [];
let telemetry: Telemetry;
beforeEach(async () => {
  telemetry = await startTelemetry(undefined);
  endings.push(() => telemetry.stop());
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** `<service> <state>` of each sample that is 1. */
async function circuitMetrics(): Promise<string[]> {
  const url = await listening((request, response) =>
    telemetry.exporter.getMetricsRequestHandler(request, response),
  );
  const text = await (await fetch(url)).text();
  const samples = text.matchAll(/^fullstop_circuit_state\{service="(.*?)",state="(.*?)".*\} 1$/gm);
  return [...samples].map(([, service, state]) => `${service} ${state}`).sort();
}

function services(clients: object, tokens: object = {}): OutsideServices {
  return new OutsideServices(configSchema.parse({ clients, tokens }), new RecordingLogger());
}

describe('Tokens', () => {
  it.each<[string, object, string | undefined, string[]]>([
    ['of all services that are configured are needed', URLS, undefined, ['kio', 'pierone']],
    ['of services that are not configured are not', { kioUrl: URLS.kioUrl }, undefined, ['kio']],
    ['that can be had are not missing', URLS, `kio=${TOKEN}`, ['pierone']],
    ['are all there', URLS, `kio=${TOKEN},pierone=${TOKEN}`, []],
  ])('%s', async (_name, clients, fixedTokens, unavailableTokens) => {
    expect(await services(clients, { fixedTokens }).state()).toMatchObject({ unavailableTokens });
  });

  it('have no state where no service is configured', async () => {
    expect(await services({}).state()).toBeUndefined();
  });
});

describe('Circuit breakers', () => {
  it('are closed at first, all of them', async () => {
    const { circuits } = (await services(URLS).state())!;
    const closed = { kio: 'closed', 'pierone a.example.org': 'closed', 'pierone b.example.org': 'closed' };
    expect(circuits).toEqual(closed);
    expect(await circuitMetrics()).toEqual([
      'kio closed',
      'pierone a.example.org closed',
      'pierone b.example.org closed',
    ]);
  });

  it('of a service that fails five times are open, in state and metric', async () => {
    const kioUrl = await listening((_request, response) => response.writeHead(500).end());
    const outside = services({ ...URLS, kioUrl }, { fixedTokens: `kio=${TOKEN}` });
    for (const id of ['app-a', 'app-b', 'app-c', 'app-d', 'app-e'])
      await expect(outside.kio!.findApplication(id)).rejects.toThrow('kio');
    expect((await outside.state())!.circuits).toMatchObject({
      kio: 'open',
      'pierone a.example.org': 'closed',
    });
    expect(await circuitMetrics()).toContain('kio open');
  });
});
