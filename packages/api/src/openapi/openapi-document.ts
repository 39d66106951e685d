import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ErrorJson, OAuthErrorJson } from '../errors/error-json.js';
import { withCommonErrors } from './common-errors.js';
import { loadSwagger } from './swagger.js';

const DESCRIPTION = `Violations that Fullstop found in CloudTrail logs, and what people do about them.

All instants are UTC with milliseconds. Names are in snake_case; null members are written. Unknown members and parameters are
ignored. Send a bearer token, or [sign in](/login) where the server offers it; with a session, requests that change something
need the Origin of this server or the header \`X-Requested-With\`.

What the field calls a finding is a violation here, a suppression is a whitelisting rule or a resolution, and rules have an
expiry.`;

/** Describes the API, from its controllers and classes: all paths below `/api/`. */
export async function openApiDocument(app: INestApplication): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await loadSwagger();
  const description = new DocumentBuilder()
    .setTitle('Fullstop API')
    .setDescription(DESCRIPTION)
    // Of the API, not of the package: a release does not change it.
    .setVersion('1')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'A token of at least 30 characters.' },
      'bearer',
    )
    .addCookieAuth(
      'fullstop_session',
      { type: 'apiKey', in: 'cookie', description: 'A session, see /login.' },
      'session',
    )
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('session')
    .build();
  const document = SwaggerModule.createDocument(app, description, {
    extraModels: [ErrorJson, OAuthErrorJson],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  return withCommonErrors({
    ...document,
    paths: Object.fromEntries(
      Object.entries(document.paths)
        .filter(([path]) => path.startsWith('/api/'))
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
  });
}
