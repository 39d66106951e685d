import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecordingLogger } from '@fullstop/testing';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { z } from 'zod';
import { loggedFetch } from '../../src/http/wire-log.js';
import { JsonClient, PasswordGrantTokens } from '../../src/index.js';
import { drop, json, Loopback, text } from '../support/loopback.js';
import { SECRET, secretTokens, withDirectory } from '../support/tokens.js';

let service: Loopback;
let logger: RecordingLogger;
beforeEach(async () => {
  service = await Loopback.start();
  logger = new RecordingLogger();
});
afterEach(() => service.stop());

const wireLines = () => logger.lines.filter(({ fields }) => fields.category === 'http.wire-log');

it('Each call of a client is one debug line, with the token masked and no body', async () => {
  service.answer = json({ secret: 'of the body' });
  const http = { logger };
  const client = new JsonClient({ dependency: 'kio', baseUrl: service.url, tokens: secretTokens, http });
  await client.get({ segments: ['apps', 'a'], answer: z.unknown() });

  expect(wireLines()).toEqual([
    {
      level: 'debug',
      message: `GET ${service.url}/apps/a: 200`,
      fields: {
        category: 'http.wire-log',
        http_method: 'GET',
        http_url: `${service.url}/apps/a`,
        http_status: 200,
        request_headers: { accept: 'application/json', authorization: 'XXX', 'user-agent': 'fullstop' },
        response_headers: expect.objectContaining({ 'content-type': 'application/json' }),
        response_body: '<skipped>',
        duration_ms: expect.any(Number),
      },
    },
  ]);
  expect(JSON.stringify(logger.lines)).not.toContain('of the body');
  expect(JSON.stringify(logger.lines)).not.toContain(SECRET);
});

it('Each attempt of a call is a line, also one without an answer', async () => {
  service.answer = drop;
  const http = { logger, retries: 1, retryDelayMs: 1 };
  const client = new JsonClient({ dependency: 'kio', baseUrl: service.url, tokens: secretTokens, http });
  await expect(client.get({ segments: ['a'], answer: z.unknown() })).rejects.toThrow('kio');
  const noAnswer = `GET ${service.url}/a: no answer`;
  expect(wireLines().map(({ message }) => message)).toEqual([noAnswer, noAnswer]);
});

it.each([
  ['?access_token=hush-hush&b=1', '?access_token=XXX&b=1'],
  ['?a=1&password=hush-hush', '?a=1&password=XXX'],
  ['?a=1', '?a=1'],
])('The parameters %s are shown as %s', async (query, shown) => {
  service.answer = text('', 204, { 'x-secret': 'hush-hush' });
  await loggedFetch(logger, `${service.url}/${query}`, { headers: { 'X-Secret': 'hush-hush' } });
  expect(service.urls).toEqual([`/${query}`]);
  expect(logger.lines).toEqual([expect.objectContaining({ message: `GET ${service.url}/${shown}: 204` })]);
  expect(JSON.stringify(logger.lines)).not.toContain('hush-hush');
});

it('A request for a token shows neither passwords nor the token', async () => {
  await withDirectory(async (credentialsDir) => {
    const user = { application_username: 'a-user', application_password: 'hush-user' };
    const client = { client_id: 'a-client', client_secret: 'hush-client' };
    await writeFile(join(credentialsDir, 'user.json'), JSON.stringify(user));
    await writeFile(join(credentialsDir, 'client.json'), JSON.stringify(client));
    service.answer = json({ access_token: 'hush-token', token_type: 'Bearer', expires_in: 3600 });
    const accessTokenUri = `${service.url}/token?realm=services&password=hush-query`;
    const tokens = new PasswordGrantTokens({
      tokens: [{ id: 'kio' }],
      accessTokenUri,
      credentialsDir,
      logger,
    });
    await tokens.refresh();

    expect(await tokens.token('kio')).toBe('hush-token');
    expect(wireLines()).toEqual([
      expect.objectContaining({
        message: `POST ${service.url}/token?realm=services&password=XXX: 200`,
        fields: expect.objectContaining({ request_body: '<skipped>', http_status: 200 }),
      }),
    ]);
    expect(JSON.stringify(logger.lines)).not.toContain('hush-');
  });
});
