import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { indexableText, MAX_BYTES } from '../findings/storable-text.js';

/** Something that happened to an instance of an application. */
export interface LifecycleItem {
  readonly id: number;
  readonly application: string;
  readonly version: string;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly instanceId: string | null;
  /** `null` for what an instance told itself by its logs. */
  readonly eventType: string | null;
  readonly eventDate: Date | null;
  readonly imageId: string | null;
  readonly imageName: string | null;
  /** `null` for what CloudTrail told. */
  readonly instanceBootTime: Date | null;
  readonly created: Date;
}

/** Some of the lifecycle of an application; what is not given is not restricted. */
export interface LifecycleFilter {
  readonly application: string;
  readonly version?: string | undefined;
  /** Rows created after this. */
  readonly from?: Date | undefined;
  /** Rows created before this. */
  readonly to?: Date | undefined;
  /** An empty list matches nothing. */
  readonly accounts?: readonly string[] | undefined;
  readonly instanceId?: string | undefined;
}

/** What a list can be sorted by, with the column of each; made of constants, never of what a client sent. */
export const LIFECYCLE_SORT = {
  id: 'l.id',
  created: 'l.created',
  eventDate: 'l.event_date',
  instanceId: 'l.instance_id',
  region: 'l.region',
  instanceBootTime: 'l.instance_boot_time',
  version: 'v.name',
} as const;

/** A property of {@link LIFECYCLE_SORT}. */
export type LifecycleSortProperty = keyof typeof LIFECYCLE_SORT;

/** A page, in an order; rows that are equal in it follow each other by id. */
export interface LifecyclePage {
  readonly offset: number;
  readonly limit: number;
  readonly sort: readonly { readonly property: LifecycleSortProperty; readonly descending: boolean }[];
}

interface LifecycleItemRow {
  id: string;
  application: string;
  version: string;
  account_id: string | null;
  region: string | null;
  instance_id: string | null;
  event_type: string | null;
  event_date: Date | null;
  image_id: string | null;
  image_name: string | null;
  instance_boot_time: Date | null;
  created: Date;
}

const FROM_WHERE = `
    FROM ${SCHEMA}.lifecycle l
    JOIN ${SCHEMA}.application a ON a.id = l.application
    JOIN ${SCHEMA}.app_version v ON v.id = l.application_version
   WHERE a.name = $1 AND ($2::text IS NULL OR v.name = $2)
     AND ($3::timestamptz IS NULL OR l.created > $3) AND ($4::timestamptz IS NULL OR l.created < $4)
     AND ($5::text[] IS NULL OR l.account_id = ANY($5)) AND ($6::text IS NULL OR l.instance_id = $6)`;

const NEWEST_APPLICATION = `
  SELECT a.name
    FROM ${SCHEMA}.lifecycle l JOIN ${SCHEMA}.application a ON a.id = l.application
   WHERE l.account_id = $1 AND l.region = $2 AND l.instance_id = ANY($3::text[])
   ORDER BY l.last_modified DESC, l.id DESC LIMIT 1`;

/** Reads the lifecycle of applications. */
export class LifecycleQueries {
  constructor(private readonly dataSource: DataSource) {}

  async count(filter: LifecycleFilter): Promise<number> {
    const sql = `SELECT count(*) AS count ${FROM_WHERE}`;
    const [row] = await runQuery<{ count: string }>(this.dataSource, sql, parametersOf(filter));
    return Number(row?.count ?? 0);
  }

  async list(filter: LifecycleFilter, { offset, limit, sort }: LifecyclePage): Promise<LifecycleItem[]> {
    const keys = sort.map(({ property, descending }) => {
      return `${LIFECYCLE_SORT[property]} ${descending ? 'DESC' : 'ASC'}`;
    });
    const sql = `SELECT l.id, a.name AS application, v.name AS version, l.account_id, l.region, l.instance_id,
        l.event_type, l.event_date, l.image_id, l.image_name, l.instance_boot_time, l.created
        ${FROM_WHERE} ORDER BY ${[...keys, 'l.id ASC'].join(', ')} OFFSET $7 LIMIT $8`;
    const parameters = [...parametersOf(filter), offset, limit];
    return (await runQuery<LifecycleItemRow>(this.dataSource, sql, parameters)).map(itemOf);
  }

  /** Name of the application that used any of the instances last; `undefined` when nothing is known of them. */
  async applicationOf(
    accountId: string,
    region: string,
    instanceIds: readonly string[],
  ): Promise<string | undefined> {
    const parameters = [accountId, region, instanceIds];
    const [row] = await runQuery<{ name: string }>(this.dataSource, NEWEST_APPLICATION, parameters);
    return row?.name;
  }
}

function parametersOf({ application, version, from, to, accounts, instanceId }: LifecycleFilter): unknown[] {
  return [
    indexableText(application, MAX_BYTES.name),
    version === undefined ? null : indexableText(version, MAX_BYTES.name),
    from?.toISOString() ?? null,
    to?.toISOString() ?? null,
    accounts?.map((account) => indexableText(account, MAX_BYTES.identity)) ?? null,
    instanceId === undefined ? null : indexableText(instanceId, MAX_BYTES.resource),
  ];
}

function itemOf(row: LifecycleItemRow): LifecycleItem {
  return {
    id: Number(row.id),
    application: row.application,
    version: row.version,
    accountId: row.account_id,
    region: row.region,
    instanceId: row.instance_id,
    eventType: row.event_type,
    eventDate: row.event_date,
    imageId: row.image_id,
    imageName: row.image_name,
    instanceBootTime: row.instance_boot_time,
    created: row.created,
  };
}
