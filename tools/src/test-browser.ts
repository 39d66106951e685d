import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChromium } from './browser/chromium.js';
import { HOSTILE } from './browser/hostile-violation.js';
import { SignInServer } from './browser/sign-in-server.js';
import { walk, walkNarrow, walkSignIn } from './browser/walk.js';
import { type Looks, WatchedPage } from './browser/watched-page.js';
import { steps } from './publish/steps.js';
import { writeSampleWorld } from './sample-world/index.js';
import { ServeProcess } from './support/fullstop-process.js';

// `npm run test:browser`: the web page in a real browser, on the built service with a sample world, as `npm start` has it.
// With PICTURES, each stop is photographed into that folder.
const pictures = process.env.PICTURES;
const browser = await startChromium();
const folder = await mkdtemp(join(tmpdir(), 'fullstop-browser-'));
const all = steps();
try {
  const { logs } = await writeSampleWorld(join(folder, 'world'));
  const env = { FULLSTOP_LOGS: logs, FULLSTOP_DATA_DIRECTORY: join(folder, 'database') };
  await onService('the service reads the sample world', env, lookAround);
  // The same database again, for whoever has to sign in.
  const signIn = await SignInServer.start();
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const more = { ...signIn.environmentOf(publicUrl), FULLSTOP_API_PORT: String(port) };
  await onService('the service asks people to sign in', { ...env, ...more }, (url) =>
    look(url, 'sign-in', { signInUrl: signIn.url }, walkSignIn),
  ).finally(() => signIn.stop());
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
  all.finish();
}

async function onService(
  title: string,
  env: Record<string, string>,
  act: (url: string) => Promise<void>,
): Promise<void> {
  const service = new ServeProcess({ env });
  try {
    const url = await all.step(title, async () => {
      const line = await service.line(/API: +http/);
      await service.caughtUp();
      return /http:[^\s"]+/.exec(line)![0];
    });
    await act(url);
  } finally {
    await service.end();
  }
}

async function lookAround(url: string): Promise<void> {
  await report(url, HOSTILE);
  await look(url, 'wide', {}, walk);
  await look(url, 'dark', { colorScheme: 'dark' }, walk);
  await look(url, 'narrow', { width: 360 }, walkNarrow);
}

async function report(url: string, violation: object): Promise<void> {
  const response = await fetch(`${url}/api/violations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(violation),
  });
  assert.equal(response.status, 202, await response.text());
}

async function look(url: string, name: string, looks: Looks, how: typeof walk): Promise<void> {
  const watched = await WatchedPage.open(browser, url, looks);
  const picture = async (stop: string) => {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await watched.page.screenshot({ path: join(pictures, `${name}-${stop}.png`) });
  };
  await how(watched, (title, act) => all.step(`${name}: ${title}`, act), picture);
  await watched.page.close();
}

/** The address of the service must be known before it starts. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
