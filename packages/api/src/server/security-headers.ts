import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** What browsers may do with answers: the explorer runs its own scripts and no others, nothing is framed or kept. */
export function securityHeaders(): RequestHandler[] {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The explorer styles its page inline.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // Pages of other origins may read answers, as CORS says.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
  return [headers, keepNothing];
}

/** A route that may be kept says so itself. */
function keepNothing(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-cache, no-store, max-age=0, must-revalidate');
  next();
}
