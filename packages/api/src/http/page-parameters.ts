import { Allow } from 'class-validator';
import { ApiPropertyOptional } from '../openapi/swagger.js';
import type { RawPageRequest } from './page-request.js';

/** The parameters of a page. Read by `pageRequestOf`, which is lenient where old clients expect it. */
export class PageParameters implements RawPageRequest {
  @ApiPropertyOptional({ description: 'Number of the page; the first is 0.', type: Number, example: 0 })
  @Allow()
  page?: unknown;

  @ApiPropertyOptional({ description: 'Rows per page, at most 2000; default 10.', type: Number, example: 10 })
  @Allow()
  size?: unknown;

  @ApiPropertyOptional({
    description: '`property[,property…][,asc|desc]`; repeatable, applied in order.',
    type: String,
    example: 'id,desc',
  })
  @Allow()
  sort?: unknown;
}
