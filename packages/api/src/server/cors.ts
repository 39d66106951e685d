import type { NextFunction, Request, RequestHandler, Response } from 'express';

const HEADERS = {
  'Access-Control-Allow-Methods': 'POST, GET, OPTIONS, DELETE, PUT',
  'Access-Control-Max-Age': '3600',
  'Access-Control-Allow-Headers': 'Content-Type, x-requested-with, Authorization, If-Match',
};

/**
 * Lets pages of other origins call with a bearer token; every answer says so, errors included. Cookies never cross. A
 * preflight ends here, and needs no token.
 * @param origins `*` among them means all.
 */
export function cors(origins: readonly string[]): RequestHandler {
  const all = origins.includes('*');
  return (request: Request, response: Response, next: NextFunction) => {
    const { origin } = request.headers;
    if (all) response.setHeader('Access-Control-Allow-Origin', '*');
    else {
      response.vary('Origin');
      if (origin !== undefined && origins.includes(origin)) {
        response.setHeader('Access-Control-Allow-Origin', origin);
      }
    }
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (request.method === 'OPTIONS') response.status(200).end();
    else next();
  };
}
