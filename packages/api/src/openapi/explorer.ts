import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** Serves the description as JSON at `/api-docs`, and a page to try it out at `/swagger-ui.html`; open to everybody. */
export function serveExplorer(app: INestApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('swagger-ui.html', app, document, {
    jsonDocumentUrl: 'api-docs',
    raw: ['json'],
    customSiteTitle: 'Fullstop API',
    // The validator would be on another server.
    swaggerOptions: { validatorUrl: null, tagsSorter: 'alpha' },
  });
}
