import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Response } from 'express';
import type { ApiRequest } from '../access/api-request.js';

const KIB = 1024;

/** A request whose body could not be read; who sent it may not even be allowed to. */
interface ReadRequest extends ApiRequest {
  bodyError?: unknown;
}

/**
 * Reads bodies as far as they are allowed to be. What is wrong with one is kept for {@link requireReadBody}: guards come
 * first.
 */
export function readBodies(app: NestExpressApplication): void {
  app.useBodyParser('raw', { type: at(RESOLUTION), limit: 64 * KIB });
  app.useBodyParser('json', { type: at(INSTANCE_LOGS), limit: 8 * KIB * KIB, strict: false });
  app.useBodyParser('text', { type: YAML_TYPES, limit: KIB * KIB });
  app.useBodyParser('json', { type: 'application/json', limit: 256 * KIB, strict: false });
  app.use((error: unknown, request: ReadRequest, _response: Response, next: NextFunction) => {
    request.bodyError = error;
    next();
  });
}

/** Throws what was wrong with the body, once the caller is known to be allowed to send one. */
export function requireReadBody(request: ReadRequest): void {
  if (request.bodyError !== undefined) throw request.bodyError;
}

const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];
/** The comment of a resolution is the raw body, whatever type it says it has. */
const RESOLUTION = /^\/api\/violations\/[^/?]+\/resolution\/?(\?|$)/;
/** Logs are up to 5 MiB, and a third more as Base64. */
const INSTANCE_LOGS = /^\/api\/instance-logs\/?(\?|$)/;

function at(path: RegExp): (request: { url?: string; headers?: Record<string, unknown> }) => boolean {
  return ({ url = '', headers }) => path.test(url) && (path !== INSTANCE_LOGS || isJson(headers));
}

function isJson(headers: Record<string, unknown> = {}): boolean {
  return /^application\/json\b/i.test(String(headers['content-type'] ?? ''));
}
