import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../src/config/load-config.js';
import { resolveSecrets } from '../src/config/secrets.js';

/** Speaks KMS's JSON protocol: the plaintext is the ciphertext backwards, and `denied` may not be decrypted. */
function kmsServer(): Server {
  return createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { CiphertextBlob } = JSON.parse(Buffer.concat(chunks).toString());
    const ciphertext = Buffer.from(CiphertextBlob, 'base64').toString();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (request.headers['x-amz-target'] !== 'TrentService.Decrypt' || ciphertext === 'denied') {
      response.statusCode = 400;
      response.end(
        JSON.stringify({ __type: 'AccessDeniedException', message: 'not allowed to use the key' }),
      );
      return;
    }
    const plaintext = Buffer.from([...ciphertext].reverse().join('')).toString('base64');
    response.end(
      JSON.stringify({ KeyId: 'key', Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }),
    );
  });
}

const server = kmsServer();
const VARIABLES = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-central-1',
};

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${port}` });
});
afterAll(() => {
  for (const name of [...Object.keys(VARIABLES), 'AWS_ENDPOINT_URL_KMS']) delete process.env[name];
  server.closeAllConnections();
  server.close();
});

const encrypted = (text: string) => `aws:kms:${Buffer.from(text).toString('base64')}`;

function load(environment: Record<string, string>) {
  return loadConfig({ folder: import.meta.dirname, environment, plugins: [] });
}

describe('C13: A value that starts with aws:kms:', () => {
  it('is decrypted, wherever it stands; others stay as they are', async () => {
    const loaded = await load({
      DATABASE_PASSWORD: encrypted('terces'),
      DATABASE_URL: encrypted('pmuts/bd//:sergtsop'),
      DATABASE_USER: 'plain',
    });
    const { database } = await resolveSecrets(loaded);
    expect(database).toMatchObject({ password: 'secret', url: 'postgres://db/stump', user: 'plain' });
  });

  it.each([
    ['is not base64', 'aws:kms:{cipher}', 'is not base64'],
    ['may not be decrypted', encrypted('denied'), 'not allowed to use the key'],
  ])('that %s stops the start, named but not shown', async (_what, value, reason) => {
    const resolving = resolveSecrets(await load({ DATABASE_PASSWORD: value }));
    await expect(resolving).rejects.toThrow(/database\.password \(environment DATABASE_PASSWORD\)/);
    await expect(resolving).rejects.toThrow(reason);
    await expect(resolving).rejects.not.toThrow(value.slice(8));
  });

  it('whose plaintext will not do is not shown either', async () => {
    const resolving = resolveSecrets(await load({ DATABASE_URL: encrypted('drowssap-elbisiv') }));
    await expect(resolving).rejects.toThrow(/database\.url \(environment DATABASE_URL\): not usable/);
    await expect(resolving).rejects.not.toThrow('visible-password');
  });

  it('asks nobody when there is none', async () => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await resolveSecrets(await load({ DATABASE_PASSWORD: 'plain' }), never)).toMatchObject({
      database: { password: 'plain' },
    });
  });
});
