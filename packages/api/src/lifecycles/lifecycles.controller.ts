import { LIFECYCLE_SORT, LifecycleQueries, type LifecycleSortProperty } from '@fullstop/store';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { pageJsonOf } from '../http/page.js';
import { pageRequestOf, type Sorting } from '../http/page-request.js';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import { LifecyclePageJson, LifecycleParameters, lifecycleJsonOf } from './lifecycle.js';

const PROPERTIES = Object.keys(LIFECYCLE_SORT) as LifecycleSortProperty[];
/** Each property by its name, and by its name on the wire. */
const SORT_PROPERTIES = new Map(
  PROPERTIES.flatMap((property) => [
    [property as string, property],
    [property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), property],
  ]),
);
const SORTING: Sorting = {
  properties: SORT_PROPERTIES,
  byDefault: { property: 'created', descending: false },
};

/** What happened to the instances of applications. */
@ApiTags('lifecycles')
@ApiParam({ name: 'name', description: 'Name of the application, exactly.', example: 'my-app' })
@Controller('api/lifecycles/applications')
export class LifecyclesController {
  readonly #queries: LifecycleQueries;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#queries = new LifecycleQueries((options as ApiOptions).database.dataSource);
  }

  @Get(':name/versions')
  @ApiOperation({ summary: 'List what happened to the instances of an application' })
  @ApiResponse({ status: 200, type: LifecyclePageJson, description: 'Empty for an unknown application.' })
  ofApplication(
    @Param('name') name: string,
    @Query() parameters: LifecycleParameters,
  ): Promise<LifecyclePageJson> {
    return this.#page(parameters, name, undefined);
  }

  @Get(':name/versions/:version')
  @ApiParam({ name: 'version', description: 'Name of the version, exactly.', example: '1.0' })
  @ApiOperation({ summary: 'List what happened to the instances of a version of an application' })
  @ApiResponse({ status: 200, type: LifecyclePageJson, description: 'Empty for an unknown version.' })
  ofVersion(
    @Param('name') name: string,
    @Param('version') version: string,
    @Query() parameters: LifecycleParameters,
  ): Promise<LifecyclePageJson> {
    return this.#page(parameters, name, version);
  }

  async #page(
    parameters: LifecycleParameters,
    application: string,
    version: string | undefined,
  ): Promise<LifecyclePageJson> {
    const { from, to, accounts, 'instance-id': instanceId } = parameters;
    const filter = { application, version, from, to, accounts, instanceId };
    const request = pageRequestOf(parameters, SORTING);
    const total = await this.#queries.count(filter);
    const sort = request.sort.map(({ property, descending }) => {
      return { property: SORT_PROPERTIES.get(property) ?? 'created', descending };
    });
    const offset = request.number * request.size;
    const items = total === 0 ? [] : await this.#queries.list(filter, { offset, limit: request.size, sort });
    return pageJsonOf(items.map(lifecycleJsonOf), total, request);
  }
}
