import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ObjectProcessor, StreamingLogReader } from '@fullstop/cloudtrail';
import { MessageProcessor } from '@fullstop/cloudtrail/queue';
import { type EventPlugin, InMemoryFindingsStore, Plugin, PluginHost } from '@fullstop/core';
import { aRecord, launched } from '@fullstop/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTelemetry } from '../src/service/telemetry/telemetry.js';

interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

@Plugin({ id: 'nothing', title: 'Nothing', summary: 'Finds nothing.', events: '*', emits: {} })
class NothingPlugin implements EventPlugin<never> {
  inspect(): never[] {
    return [];
  }
}

const spans: ReceivedSpan[] = [];
let collector: Server;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString());
    for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
    response.end('{}');
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
});
afterAll(() => {
  collector.closeAllConnections();
  collector.close();
});

it('A message, its objects and their checks are one trace, sent to the configured endpoint', async () => {
  const { port } = collector.address() as AddressInfo;
  const telemetry = await startTelemetry(`http://127.0.0.1:${port}`);
  const host = new PluginHost({
    candidates: [{ pluginClass: NothingPlugin, packageName: 'p', packageVersion: '1' }],
  });
  const objects = new ObjectProcessor({
    reader: new StreamingLogReader(),
    host,
    store: new InMemoryFindingsStore(),
  });
  const body = gzipSync(
    JSON.stringify({ Records: [aRecord('ec2.amazonaws.com:RunInstances', launched('i-1'))] }),
  );
  const key = '111122223333_CloudTrail_us-east-1_20260302T0915Z_a.json.gz';
  const source = {
    find: async () => ({
      id: { bucket: 'b', key, etag: '1' },
      async *open() {
        yield body;
      },
    }),
  };
  const message = { id: 'm', body: JSON.stringify({ s3Bucket: 'b', s3ObjectKey: [key] }), receiveCount: 1 };
  await new MessageProcessor({ source, objects }).process(message);
  await telemetry.stop();

  const byName = new Map(spans.map((span) => [span.name, span]));
  expect([...byName.keys()].sort()).toEqual(['check', 'message', 'object']);
  expect(byName.get('object')?.parentSpanId).toBe(byName.get('message')?.spanId);
  expect(byName.get('check')?.parentSpanId).toBe(byName.get('object')?.spanId);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
});
