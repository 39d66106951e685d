import { SCHEMA } from '../connection/database-options.js';

const APPLICATION = `LEFT JOIN ${SCHEMA}.application ON application.id = v.application_id`;
const VERSION = `LEFT JOIN ${SCHEMA}.app_version ON app_version.id = v.application_version_id`;
const TYPE = `JOIN ${SCHEMA}.violation_type type ON type.id = v.violation_type_entity_id`;

/** What violations can be sorted by, each with its column and the join that it needs. */
const PROPERTIES = {
  id: { column: 'v.id' },
  created: { column: 'v.created' },
  lastModified: { column: 'v.last_modified' },
  accountId: { column: 'v.account_id' },
  region: { column: 'v.region' },
  instanceId: { column: 'v.instance_id' },
  eventId: { column: 'v.event_id' },
  username: { column: 'v.username' },
  comment: { column: 'v.comment' },
  type: { column: 'v.violation_type_entity_id' },
  severity: { column: 'type.violation_severity', join: TYPE },
  priority: { column: 'type.priority', join: TYPE },
  application: { column: 'application.name', join: APPLICATION },
  applicationVersion: { column: 'app_version.name', join: VERSION },
} as const satisfies Record<string, { column: string; join?: string }>;

/** A property that violations can be sorted by. */
export type ViolationSortProperty = keyof typeof PROPERTIES;

/** A property and a direction. Missing values are last when ascending, first when descending. */
export interface ViolationSortKey {
  readonly property: ViolationSortProperty;
  readonly descending: boolean;
}

/** An order as SQL. */
export interface SqlOrder {
  /** What it joins to the violation `v`. */
  readonly joins: string;
  /** Those of the joins that `VIOLATION_SELECT` does not have. */
  readonly joinsBesideSelect: string;
  readonly orderBy: string;
}

/** The order as SQL. The id is always its last key, so that pages do not overlap. */
export function sqlOrderOf(keys: readonly ViolationSortKey[]): SqlOrder {
  const properties = keys.map(({ property }): { column: string; join?: string } => PROPERTIES[property]);
  const joins = [...new Set(properties.flatMap(({ join }) => join ?? []))];
  const columns = keys.map(
    ({ property, descending }) => `${PROPERTIES[property].column}${descending ? ' DESC' : ''}`,
  );
  const byId = keys.some(({ property }) => property === 'id');
  return {
    joins: joins.join(' '),
    joinsBesideSelect: joins.includes(TYPE) ? TYPE : '',
    orderBy: [...columns, ...(byId ? [] : ['v.id'])].join(', '),
  };
}

/** Whether ids alone decide the order. */
export function isById(keys: readonly ViolationSortKey[]): boolean {
  return keys.length === 0 || keys[0]?.property === 'id';
}
