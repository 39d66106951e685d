import express, { type NextFunction, type RequestHandler, type Response } from 'express';
import type { ApiRequest } from '../access/api-request.js';

const KIB = 1024;
/** Time for a refused sender to hear that, and to end its body, before the connection is cut. */
const HEAR_MS = 1000;

const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];
/** The comment of a resolution is the raw body, whatever type it says it has. */
const RESOLUTION = /^\/api\/violations\/[^/?]+\/resolution\/?(\?|$)/;
/** Logs are up to 5 MiB, and a third more as Base64. */
const INSTANCE_LOGS = /^\/api\/instance-logs\/?(\?|$)/;

/** Each reads the bodies that are for it, unless one before it did. */
const READERS: readonly RequestHandler[] = [
  express.raw({ type: at(RESOLUTION), limit: 64 * KIB }),
  express.json({ type: at(INSTANCE_LOGS), limit: 8 * KIB * KIB, strict: false }),
  express.text({ type: YAML_TYPES, limit: KIB * KIB }),
  express.json({ type: 'application/json', limit: 256 * KIB, strict: false }),
];

/**
 * Reads the body of a request whose sender is known to be allowed to send one.
 * @throws what is wrong with the body, as an error of `body-parser`: too large, malformed, aborted.
 */
export async function readBody(request: ApiRequest, response: Response): Promise<void> {
  for (const reader of READERS) {
    await new Promise<void>((resolve, reject) => {
      reader(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
    });
  }
}

/** Ends connections on which a body goes on that is answered already, because it was refused unread. */
export function endUnreadBodies(request: ApiRequest, response: Response, next: NextFunction): void {
  response.once('finish', () => {
    if (request.complete) return;
    // At once would be too soon: whoever is still writing then sees a broken connection and never the answer.
    setTimeout(() => {
      if (!request.complete) request.socket.destroy();
    }, HEAR_MS).unref();
  });
  next();
}

function at(path: RegExp): (request: { url?: string; headers?: Record<string, unknown> }) => boolean {
  return ({ url = '', headers }) => path.test(url) && (path !== INSTANCE_LOGS || isJson(headers));
}

function isJson(headers: Record<string, unknown> = {}): boolean {
  return /^application\/json\b/i.test(String(headers['content-type'] ?? ''));
}
