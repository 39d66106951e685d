import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { notAllowed } from '../client-error.js';

/** Ports that authorization servers know from the old client. */
const FIRST_PORT = 8081;
const LAST_PORT = 8181;
/** How long somebody may take to sign in, in milliseconds. */
const TIMEOUT_MS = 5 * 60_000;

const DONE = '<!doctype html><title>Fullstop</title><p>Signed in. You can close this page.</p>';

/** Where a browser came back to, and with what. */
export interface Redirect {
  /** Such as `http://localhost:8081`. */
  readonly redirectUri: string;
  readonly parameters: URLSearchParams;
}

/**
 * Listens on this machine until a browser comes back from the authorization server.
 * @param begin is told the address to come back to, and sends the browser on its way.
 * @throws {ClientError} when nobody comes in time, or no port is free.
 */
export async function awaitRedirect(begin: (redirectUri: string) => Promise<void>): Promise<Redirect> {
  const server = createServer();
  const port = await listen(server);
  const redirectUri = `http://localhost:${port}`;
  try {
    const arrival = arrivalAt(server);
    await Promise.race([begin(redirectUri).then(() => arrival), arrival]);
    return { redirectUri, parameters: await arrival };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function arrivalAt(server: Server): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(notAllowed('Nobody signed in within five minutes.')), TIMEOUT_MS);
    server.on('request', (request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
      // Browsers also ask for an icon.
      const isArrival = searchParams.has('code') || searchParams.has('error');
      response.writeHead(isArrival ? 200 : 404, { 'content-type': 'text/html', connection: 'close' });
      response.end(isArrival ? DONE : '', () => {
        if (!isArrival) return;
        clearTimeout(timer);
        resolve(searchParams);
      });
    });
    server.on('close', () => clearTimeout(timer));
  });
}

async function listen(server: Server): Promise<number> {
  for (let port = FIRST_PORT; port <= LAST_PORT; port++) {
    server.listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (isFree) return port;
  }
  throw notAllowed(`No port between ${FIRST_PORT} and ${LAST_PORT} is free to come back to.`);
}
