import { violationJsonOf } from '@fullstop/core';
import { ViolationLists } from '@fullstop/store';
import { Controller, Get, Inject, NotFoundException, Query } from '@nestjs/common';
import { IdParameter } from '../http/id-parameter.js';
import { ApiOperation, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import { ViolationJson, ViolationPageJson } from './violation.js';
import { violationPageJsonOf, violationPageRequestOf } from './violation-page.js';
import { ViolationListParameters, violationFilterOf } from './violation-parameters.js';

/** Reads violations. */
@ApiTags('violations')
@Controller('api/violations')
export class ViolationsController {
  readonly #lists: ViolationLists;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#lists = new ViolationLists((options as ApiOptions).database.dataSource);
  }

  @Get()
  @ApiOperation({
    summary: 'List violations',
    description:
      'Open ones by ascending id, unless parameters say otherwise; all filters together. To read a long list, ' +
      'send the last id of each page as `after-id` (or `before-id`) until `last` is true.',
  })
  @ApiResponse({ status: 200, type: ViolationPageJson })
  @ApiResponse({ status: 400, description: 'A parameter cannot be read, or the page is too far away.' })
  async list(@Query() parameters: ViolationListParameters): Promise<ViolationPageJson> {
    const request = violationPageRequestOf(parameters);
    const found = await this.#lists.findViolations(violationFilterOf(parameters), request.page);
    return violationPageJsonOf(found, request);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a violation', description: 'Whatever its state.' })
  @ApiResponse({ status: 200, type: ViolationJson })
  @ApiResponse({ status: 400, description: 'The id is no number.' })
  @ApiResponse({ status: 404, description: 'There is no violation with this id.' })
  async get(@IdParameter() id: number): Promise<ViolationJson> {
    const found = await this.#lists.findViolation(id);
    if (found === undefined) throw new NotFoundException(`There is no violation ${id}.`);
    return violationJsonOf(found.violation, found.type);
  }
}
