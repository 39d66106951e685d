import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Traffic } from '../src/chaos/queue/traffic.js';
import { FaultProxy, type ProxyRules } from '../src/support/fault-proxy.js';

let server: Server;
let proxy: FaultProxy | undefined;
let asked: string[];

beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    asked.push(body);
    response.end(`answer to ${body}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  await proxy?.stop();
  server.closeAllConnections();
  server.close();
});

async function through(rules: ProxyRules): Promise<string> {
  proxy = await FaultProxy.start(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, rules);
  return proxy.url;
}

const posted = (url: string, body: string) => fetch(url, { method: 'POST', body });

it('passes requests on, with another body where the rules say so, and shows the answers', async () => {
  const answers: string[] = [];
  const url = await through({
    rewrite: ({ body }) => Buffer.from(`${body}!`),
    onAnswer: (request, { status, body }) => answers.push(`${request.body} ${status} ${body}`),
  });
  expect(await (await posted(url, 'hi')).text()).toBe('answer to hi!');
  expect(answers).toEqual(['hi 200 answer to hi!']);
});

it('answers by itself where the rules say so', async () => {
  const url = await through({ fault: () => ({ kind: 'answer', status: 503, body: 'slow down' }) });
  const answer = await posted(url, 'hi');
  expect([answer.status, await answer.text(), asked]).toEqual([503, 'slow down', []]);
});

it.each([0, 0.5])('breaks the answer of a request that was done, after the share %d of it', async (share) => {
  const url = await through({ fault: () => ({ kind: 'reset', share }) });
  await expect(posted(url, 'hi').then((answer) => answer.text())).rejects.toThrow();
  expect(asked).toEqual(['hi']);
});

it('the rules of the queue run shorten delays and long polls, but no heartbeat', () => {
  const traffic = new Traffic({
    bucket: 'logs',
    queueUrl: 'q',
    visibilityTimeoutSeconds: 5,
    s3Faults: 1,
    sqsFaults: 1,
  });
  const sent = (call: string, input: object) => {
    const headers = { 'x-amz-target': `AmazonSQS.${call}` };
    const body = Buffer.from(JSON.stringify(input));
    return JSON.parse(String(traffic.rewrite({ method: 'POST', path: '/', headers, body }) ?? body));
  };
  expect(sent('ChangeMessageVisibility', { VisibilityTimeout: 640 })).toEqual({ VisibilityTimeout: 1 });
  expect(sent('ChangeMessageVisibility', { VisibilityTimeout: 5 })).toEqual({ VisibilityTimeout: 5 });
  expect(sent('ReceiveMessage', { WaitTimeSeconds: 20 })).toEqual({ WaitTimeSeconds: 1 });
  expect(sent('DeleteMessage', { ReceiptHandle: 'r' })).toEqual({ ReceiptHandle: 'r' });
});

it('the rules of the queue run break reading and asking, until it is calm', () => {
  const traffic = new Traffic({
    bucket: 'logs',
    queueUrl: 'q',
    visibilityTimeoutSeconds: 5,
    s3Faults: 1,
    sqsFaults: 1,
  });
  const body = Buffer.alloc(0);
  const get = { method: 'GET', path: '/logs/key', headers: {}, body };
  const call = { method: 'POST', path: '/', headers: { 'x-amz-target': 'AmazonSQS.DeleteMessage' }, body };
  expect(traffic.fault(get)).toBeDefined();
  expect(traffic.fault(call)).toEqual({ kind: 'reset', share: 0 });
  traffic.calm();
  expect([traffic.fault(get), traffic.fault(call)]).toEqual([undefined, undefined]);
  expect([traffic.s3Faults, traffic.lostAnswers]).toEqual([1, 1]);
});
