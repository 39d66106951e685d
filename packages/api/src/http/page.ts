import { ApiProperty } from '../openapi/swagger.js';

/** One sort key, with the names that the old server's framework used. */
export class SortKeyJson {
  @ApiProperty({ enum: ['ASC', 'DESC'] })
  direction!: 'ASC' | 'DESC';

  @ApiProperty({ example: 'id' })
  property!: string;

  @ApiProperty({ example: false })
  ignore_case!: boolean;

  @ApiProperty({ example: 'NATIVE' })
  null_handling!: 'NATIVE';

  @ApiProperty()
  ascending!: boolean;

  @ApiProperty()
  descending!: boolean;
}

/** Everything of a page but its content. */
export class PageJson {
  @ApiProperty({ description: 'Whether nothing follows.' })
  last!: boolean;

  @ApiProperty({ description: 'Rows on all pages together.', example: 42 })
  total_elements!: number;

  @ApiProperty({ example: 5 })
  total_pages!: number;

  @ApiProperty({ description: 'Rows that a page may have.', example: 10 })
  size!: number;

  @ApiProperty({ description: 'Number of this page; the first is 0.', example: 0 })
  number!: number;

  @ApiProperty()
  first!: boolean;

  @ApiProperty({ description: 'Rows on this page.', example: 10 })
  number_of_elements!: number;

  @ApiProperty({ type: [SortKeyJson] })
  sort!: SortKeyJson[];
}

/** A sort key: a property by the name it was asked for, and its direction. */
export interface SortKey {
  readonly property: string;
  readonly descending: boolean;
}

/** Which page was asked for. */
export interface PageRequest {
  /** Zero based. */
  readonly number: number;
  readonly size: number;
  readonly sort: readonly SortKey[];
}

/** A page on the wire. `total` is corrected when the page reaches past it: rows may have come between the queries. */
export function pageJsonOf<T>(
  content: readonly T[],
  total: number,
  { number, size, sort }: PageRequest,
): PageJson & { content: T[] } {
  const totalElements = content.length > 0 ? Math.max(total, number * size + content.length) : total;
  const totalPages = Math.ceil(totalElements / size);
  return {
    content: [...content],
    last: number + 1 >= totalPages,
    total_elements: totalElements,
    total_pages: totalPages,
    size,
    number,
    first: number === 0,
    number_of_elements: content.length,
    sort: sort.map(sortKeyJsonOf),
  };
}

function sortKeyJsonOf({ property, descending }: SortKey): SortKeyJson {
  return {
    direction: descending ? 'DESC' : 'ASC',
    property,
    ignore_case: false,
    null_handling: 'NATIVE',
    ascending: !descending,
    descending,
  };
}
