import { silentLogger } from '@fullstop/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ApiOptions } from '../server/api-options.js';
import { createApi } from '../server/create-api.js';
import { openApiDocument } from './openapi-document.js';

/** The description of the API, without starting it: nothing is built or connected. */
export async function describeApi(): Promise<OpenAPIObject> {
  const options: Pick<ApiOptions, 'authentication' | 'allowedTeams' | 'logger'> = {
    authentication: { kind: 'none' },
    allowedTeams: [],
    logger: silentLogger,
  };
  // In preview mode classes are looked at and never built, so that nobody asks for the rest.
  const app = await createApi(options as ApiOptions, { preview: true });
  return openApiDocument(app);
}
