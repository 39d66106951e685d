import { violationJsonOf } from '@fullstop/core';
import type {
  FoundViolations,
  ViolationListPage,
  ViolationSortKey,
  ViolationSortProperty,
} from '@fullstop/store';
import { BadRequestException } from '@nestjs/common';
import { type PageRequest, pageJsonOf } from '../http/page.js';
import { pageRequestOf, type Sorting } from '../http/page-request.js';
import type { ViolationPageJson } from './violation.js';
import type { ViolationListParameters } from './violation-parameters.js';

/** Names on the wire, in both spellings, and those that the old server used. */
const NAMES: Readonly<Record<ViolationSortProperty, readonly string[]>> = {
  id: ['id'],
  created: ['created'],
  lastModified: ['lastModified', 'last_modified'],
  accountId: ['accountId', 'account_id'],
  region: ['region'],
  instanceId: ['instanceId', 'instance_id'],
  eventId: ['eventId', 'event_id'],
  username: ['username'],
  comment: ['comment'],
  type: ['violationType.id', 'violation_type.id', 'violationTypeEntity.id', 'violation_type_entity.id'],
  severity: [
    'violationType.severity',
    'violation_type.severity',
    'violationType.violationSeverity',
    'violation_type.violation_severity',
    'violationTypeEntity.violationSeverity',
    'violation_type_entity.violation_severity',
  ],
  priority: [
    'violationType.priority',
    'violation_type.priority',
    'violationTypeEntity.priority',
    'violation_type_entity.priority',
  ],
  application: ['applicationId', 'application_id', 'application.name'],
  applicationVersion: [
    'applicationVersionId',
    'application_version_id',
    'applicationVersion.name',
    'application_version.name',
  ],
};

const PROPERTIES: ReadonlyMap<string, ViolationSortProperty> = new Map(
  Object.entries(NAMES).flatMap(([property, names]) =>
    names.map((name) => [name, property as ViolationSortProperty] as const),
  ),
);

const SORTING: Sorting = { properties: PROPERTIES, byDefault: { property: 'id', descending: false } };

/** A page as it was asked for, and what the store is to read for it. */
export interface ViolationPageRequest {
  readonly request: PageRequest;
  readonly page: ViolationListPage;
}

/** @throws {BadRequestException} for an unknown sort property, for a page too far away, and for ids with another sort. */
export function violationPageRequestOf(parameters: ViolationListParameters): ViolationPageRequest {
  const { page: number, size, sort, count: counting = 'exact' } = parameters;
  const cursor = cursorOf(parameters);
  if (cursor === undefined) {
    const request = pageRequestOf({ page: number, size, sort }, SORTING);
    const order = request.sort.map(sortKeyOf);
    return {
      request,
      page: { limit: request.size, offset: request.number * request.size, order, counting },
    };
  }
  const asked = pageRequestOf({ size, sort }, SORTING);
  if (asked.sort.some(({ property }) => property !== 'id')) {
    throw new BadRequestException('sort: after-id and before-id go with the sort by id only');
  }
  const request = { ...asked, sort: [{ property: 'id', descending: 'beforeId' in cursor }] };
  return { request, page: { limit: request.size, ...cursor, counting } };
}

function cursorOf(
  parameters: ViolationListParameters,
): { afterId: number } | { beforeId: number } | undefined {
  const { 'after-id': afterId, 'before-id': beforeId } = parameters;
  if (afterId !== undefined && beforeId !== undefined) {
    throw new BadRequestException('after-id, before-id: expected one of the two');
  }
  if (afterId !== undefined) return { afterId };
  return beforeId === undefined ? undefined : { beforeId };
}

function sortKeyOf({ property, descending }: PageRequest['sort'][number]): ViolationSortKey {
  // `pageRequestOf` lets no other names through.
  return { property: PROPERTIES.get(property)!, descending };
}

/** The page on the wire. */
export function violationPageJsonOf(
  found: FoundViolations,
  { request, page }: ViolationPageRequest,
): ViolationPageJson {
  const content = found.content.map(({ violation, type }) => violationJsonOf(violation, type));
  const json = { ...pageJsonOf(content, found.total ?? 0, request), last: !found.hasMore };
  if (page.counting === 'exact') return json;
  const counted = { ...json, total_exact: found.isTotalExact };
  return found.total === null ? { ...counted, total_elements: null, total_pages: null } : counted;
}
