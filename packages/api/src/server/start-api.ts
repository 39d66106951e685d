import { Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { refuseOtherSites, requireLoopback } from '../access/loopback.js';
import { ErrorFilter } from '../errors/error.filter.js';
import { validationByClass } from '../errors/validation.js';
import { explorer } from '../openapi/explorer.js';
import { accessLog } from './access-log.js';
import type { ApiOptions } from './api-options.js';
import { ContentInterceptor } from './content.interceptor.js';
import { cors } from './cors.js';
import { createApi } from './create-api.js';
import { KnownPaths } from './known-paths.js';
import { rateLimit } from './rate-limit.js';
import { endUnreadBodies } from './request-body.js';
import { securityHeaders } from './security-headers.js';
import { serveWebPage } from './web-page.js';

/** The REST API while it runs. */
export interface RunningApi {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes no new requests, and resolves when those in hand are answered. */
  stop(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Starts the REST API.
 * @throws {FullstopError} `AUTHENTICATION_MISSING` when others could reach it without authentication, `SIGN_IN_CONFIG` when
 *   people could not sign in as configured.
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  requireLoopback(options.authentication, options.host);
  const app = await createApi(options);
  configure(app, options);
  await app.init();
  app.get(KnownPaths).learn(app);
  await app.listen(options.port, options.host);
  return { url: await app.getUrl(), stop: () => app.close() };
}

function configure(app: NestExpressApplication, options: ApiOptions): void {
  const { logger, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  app.disable('x-powered-by');
  if (options.trustProxy !== undefined) app.set('trust proxy', options.trustProxy);
  // How long a client may take to send its request.
  (app.getHttpServer() as { requestTimeout: number }).requestTimeout = requestTimeoutMs;

  app.use(accessLog(logger));
  app.use(cors(options.corsOrigins ?? ['*']));
  app.use(...securityHeaders());
  app.use(endUnreadBodies);
  // Nobody else reaches a server without authentication.
  app.use(options.authentication.kind === 'none' ? refuseOtherSites : rateLimit(options));

  app.useGlobalInterceptors(new ContentInterceptor(requestTimeoutMs, app.get(Reflector)));
  app.useGlobalPipes(validationByClass());
  app.useGlobalFilters(new ErrorFilter(logger));
  app.use(explorer(app));
  if (options.webPage) app.use(serveWebPage(options.webPage, options.authentication));
}
