import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { openApiDocument } from './openapi-document.js';
import { loadSwagger } from './swagger.js';

const PATHS = /^\/(swagger-ui\.html|api-docs)(\/|$)/i;

/** Has nothing of its own: the explorer consists of routes that are no controllers. */
@Module({})
class ExplorerModule {}

/**
 * Serves the description as JSON at `/api-docs`, and a page to try it out at `/swagger-ui.html`. Outside of the guards: the
 * description is for everybody, and the page holds nothing else. What people try out there goes through the guards. Both are
 * made for the first request: most processes are never asked, and would start a tenth more slowly.
 */
export function explorer(app: NestExpressApplication): RequestHandler {
  let pages: Promise<RequestHandler> | undefined;
  return (request: Request, response: Response, next: NextFunction) => {
    if (!PATHS.test(request.path)) return next();
    pages ??= explorerPages(app);
    pages.then((handle) => handle(request, response, next)).catch(next);
  };
}

async function explorerPages(app: NestExpressApplication): Promise<RequestHandler> {
  const { SwaggerModule } = await loadSwagger();
  const pages = Router();
  const host = await NestFactory.create(ExplorerModule, new ExpressAdapter(pages), { logger: false });
  SwaggerModule.setup('swagger-ui.html', host, await openApiDocument(app), {
    jsonDocumentUrl: 'api-docs',
    raw: ['json'],
    customSiteTitle: 'Fullstop API',
    // The validator would be on another server.
    swaggerOptions: { validatorUrl: null, tagsSorter: 'alpha' },
  });
  return pages;
}
