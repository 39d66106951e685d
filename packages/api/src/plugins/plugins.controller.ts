import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import { PluginJson } from './plugin.js';

/** The plugins of this service. */
@ApiTags('plugins')
@Controller('api/plugins')
export class PluginsController {
  readonly #options: ApiOptions;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#options = options as ApiOptions;
  }

  @Get()
  @ApiOperation({
    summary: 'List the plugins',
    description: 'All that were found, by id, with why some are not active.',
  })
  @ApiResponse({ status: 200, type: [PluginJson] })
  list(): PluginJson[] {
    return this.#options.plugins().map(({ id, title, version, classId, active, reason, emits }) => {
      return { id, title, version, class_id: classId, active, reason, emits: [...emits] };
    });
  }
}
