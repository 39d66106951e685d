import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FixedClock } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KioClient, ServiceTokens, type ServiceTokensOptions } from '../../src/index.js';
import { json, Loopback, sequence } from '../support/loopback.js';
import { OperatorsLogger, rejection, withDirectory } from '../support/tokens.js';

let service: Loopback;
beforeEach(async () => {
  service = await Loopback.start();
});
afterEach(() => service.stop());

const clock = new FixedClock();

async function writeCredentials(directory: string): Promise<void> {
  const user = { application_username: 'robot', application_password: 'password' };
  await writeFile(join(directory, 'user.json'), JSON.stringify(user));
  await writeFile(join(directory, 'client.json'), JSON.stringify({ client_id: 'a', client_secret: 'b' }));
}

function tokens(options: ServiceTokensOptions): ServiceTokens {
  return new ServiceTokens({
    clock,
    accessTokenUri: `${service.url}/token`,
    tokens: [{ id: 'kio' }],
    ...options,
  });
}

const granted = json({ access_token: 'granted', expires_in: 1000 });

describe('service tokens (C14)', () => {
  it('are granted where user.json and client.json are', () =>
    withDirectory(async (credentialsDir) => {
      await writeCredentials(credentialsDir);
      service.answer = granted;
      const source = tokens({ credentialsDir });
      await source.start();
      source.stop();
      expect(await source.token('kio')).toBe('granted');
      expect(await source.findUnavailable()).toEqual([]);
    }));

  it('are mounted where token files are; the token service is not asked then', () =>
    withDirectory(async (credentialsDir) => {
      await writeCredentials(credentialsDir);
      await writeFile(join(credentialsDir, 'kio-token-secret'), 'mounted');
      const source = tokens({ credentialsDir });
      await source.start();
      source.stop();
      expect(await source.token('kio')).toBe('mounted');
      expect(service.requests).toEqual([]);
    }));

  it('follow the files from one layout to the other', () =>
    withDirectory(async (credentialsDir) => {
      service.answer = granted;
      const logger = new OperatorsLogger();
      const source = tokens({ credentialsDir, refreshIntervalMs: 5, logger });
      await writeFile(join(credentialsDir, 'kio-token-secret'), 'mounted');
      await source.start();
      expect(await source.token('kio')).toBe('mounted');
      await writeCredentials(credentialsDir);
      await rm(join(credentialsDir, 'kio-token-secret'));
      while (service.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      source.stop();
      await writeFile(join(credentialsDir, 'kio-token-secret'), 'mounted-again');
      expect(await source.token('kio')).toBe('mounted-again');
      expect(logger.lines).toEqual([]);
    }));

  it('are fixed where they are given', () =>
    withDirectory(async (credentialsDir) => {
      await writeFile(join(credentialsDir, 'kio-token-secret'), 'mounted');
      const source = tokens({ credentialsDir, fixedTokens: 'kio=fixed' });
      expect(await source.token('kio')).toBe('fixed');
    }));

  it('may be missing, which says what to do', async () => {
    const source = new ServiceTokens({});
    await source.start();
    source.stop();
    expect((await rejection(source.token('kio'))).message).toMatch(
      /"kio".*kio-token-secret.*user\.json.*ACCESS_TOKEN_URI/,
    );
    expect(await source.findUnavailable()).toEqual(['kio', 'pierone', 'teamService']);
  });

  it('reach the next request when they are replaced (C12)', () =>
    withDirectory(async (credentialsDir) => {
      service.answer = sequence(json({}), json({}));
      const file = join(credentialsDir, 'kio-token-secret');
      const kio = new KioClient({ url: service.url, tokens: tokens({ credentialsDir }) });
      await writeFile(file, 'first');
      await kio.findApplication('app-1');
      await writeFile(file, 'second');
      await kio.findApplication('app-2');
      const sent = service.requests.map(({ headers }) => headers.authorization);
      expect(sent).toEqual(['Bearer first', 'Bearer second']);
    }));
});
