import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from './api.module.js';
import type { ApiOptions } from './api-options.js';

/** Puts the API together; it does not listen yet. */
export function createApi(
  options: ApiOptions,
  { preview = false }: { readonly preview?: boolean } = {},
): Promise<NestExpressApplication> {
  return NestFactory.create<NestExpressApplication>(ApiModule.with(options), {
    bodyParser: false,
    abortOnError: false,
    logger: false,
    preview,
  });
}
