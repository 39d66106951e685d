import type { ViolationState } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { indexableText, MAX_BYTES, storableText } from '../findings/storable-text.js';
import { metaInfoCondition } from './meta-info-condition.js';
import { SqlParameters } from './sql-parameters.js';

/** Which violations to read: all conditions together. What is absent does not matter, unless it says otherwise. */
export interface ViolationFilter {
  readonly state?: ViolationState;
  /** An empty list matches nothing. */
  readonly accountIds?: readonly string[];
  /** Strictly. */
  readonly createdAfter?: Date;
  /** Strictly. */
  readonly createdBefore?: Date;
  /** Inclusive. */
  readonly fromId?: number;
  /** Ids of types; an empty list is as good as none. */
  readonly types?: readonly string[];
  /** Of the type, as the three below. */
  readonly severity?: number;
  readonly priority?: number;
  readonly auditRelevant?: boolean;
  /** Names; an empty list is as good as none. */
  readonly applications?: readonly string[];
  /** Names; an empty list is as good as none. */
  readonly applicationVersions?: readonly string[];
  /** An empty list is as good as none. */
  readonly regions?: readonly string[];
  readonly instanceId?: string;
  readonly username?: string;
  readonly metaInfo?: readonly MetaInfoCondition[];
}

/** Holds when `meta_info` is an object whose member `key`, written as text, is `value`. */
export interface MetaInfoCondition {
  readonly key: string;
  readonly value: string;
}

/** A filter whose names have become keys, so that the planner knows how frequent they are. Every list has entries. */
export interface ResolvedFilter
  extends Omit<
    ViolationFilter,
    'severity' | 'priority' | 'auditRelevant' | 'applications' | 'applicationVersions'
  > {
  readonly applicationKeys?: readonly string[];
  readonly versionKeys?: readonly string[];
}

/** @returns `undefined` when nothing can match. Sends one statement at most. */
export async function resolveFilter(
  dataSource: DataSource,
  filter: ViolationFilter,
): Promise<ResolvedFilter | undefined> {
  const { severity, priority, auditRelevant, applications, applicationVersions, ...rest } = filter;
  const keys = await findKeys(dataSource, filter);
  const lists = {
    accountIds: storableTexts(filter.accountIds),
    types: keys.types ?? nonEmpty(storableTexts(filter.types)),
    applicationKeys: keys.applications,
    versionKeys: keys.versions,
    regions: nonEmpty(storableTexts(filter.regions)),
  };
  if (Object.values(lists).some((list) => list?.length === 0)) return undefined;
  const instanceId = filter.instanceId && indexableText(filter.instanceId, MAX_BYTES.resource);
  const username = filter.username && storableText(filter.username);
  return { ...rest, ...lists, instanceId, username };
}

interface KeysRow {
  types: string[];
  applications: string[];
  versions: string[];
}

const FIND_KEYS = `
  SELECT ARRAY(SELECT id FROM ${SCHEMA}.violation_type
                WHERE ($1::bigint IS NULL OR coalesce(violation_severity, 0) = $1)
                  AND ($2::bigint IS NULL OR coalesce(priority, 4) = $2)
                  AND ($3::boolean IS NULL OR is_audit_relevant = $3)
                  AND ($4::text[] IS NULL OR id = ANY($4))) AS types,
         ARRAY(SELECT id::text FROM ${SCHEMA}.application WHERE name = ANY($5::text[])) AS applications,
         ARRAY(SELECT id::text FROM ${SCHEMA}.app_version WHERE name = ANY($6::text[])) AS versions`;

async function findKeys(dataSource: DataSource, filter: ViolationFilter): Promise<Partial<KeysRow>> {
  const { severity, priority, auditRelevant } = filter;
  const byAttribute = [severity, priority, auditRelevant].some((value) => value !== undefined);
  const applications = nonEmpty(storableTexts(filter.applications, MAX_BYTES.name));
  const versions = nonEmpty(storableTexts(filter.applicationVersions, MAX_BYTES.name));
  if (!byAttribute && applications === undefined && versions === undefined) return {};
  const [row] = await runQuery<KeysRow>(dataSource, FIND_KEYS, [
    severity ?? null,
    priority ?? null,
    auditRelevant ?? null,
    nonEmpty(storableTexts(filter.types)) ?? null,
    applications ?? [],
    versions ?? [],
  ]);
  return {
    types: byAttribute ? row?.types : undefined,
    applications: applications && row?.applications,
    versions: versions && row?.versions,
  };
}

/** Texts in the form in which they are stored; each once, because a repeated account would repeat its rows. */
function storableTexts(
  texts: readonly string[] | undefined,
  maxBytes: number = MAX_BYTES.identity,
): string[] | undefined {
  return texts && [...new Set(texts.map((text) => indexableText(text, maxBytes)))];
}

function nonEmpty(texts: string[] | undefined): string[] | undefined {
  return texts?.length === 0 ? undefined : texts;
}

/** The conditions on the violation `v` but the one on its state. */
export function conditionsOf(filter: ResolvedFilter, parameters: SqlParameters): string[] {
  const conditions: string[] = [];
  const add = (value: unknown, toSql: (placeholder: string) => string) => {
    if (value !== undefined) conditions.push(toSql(parameters.add(value)));
  };
  add(filter.accountIds, (ids) => `v.account_id = ANY(${ids}::text[])`);
  add(filter.createdAfter?.toISOString(), (instant) => `v.created > ${instant}::timestamptz`);
  add(filter.createdBefore?.toISOString(), (instant) => `v.created < ${instant}::timestamptz`);
  add(filter.fromId, (id) => `v.id >= ${id}::bigint`);
  add(filter.types, (ids) => `v.violation_type_entity_id = ANY(${ids}::text[])`);
  add(filter.applicationKeys, (keys) => `v.application_id = ANY(${keys}::bigint[])`);
  add(filter.versionKeys, (keys) => `v.application_version_id = ANY(${keys}::bigint[])`);
  add(filter.regions, (ids) => `v.region = ANY(${ids}::text[])`);
  add(filter.instanceId, (id) => `v.instance_id = ${id}::text`);
  add(filter.username, usernameCondition);
  return [...conditions, ...(filter.metaInfo ?? []).map((member) => metaInfoCondition(member, parameters))];
}

/** The index has the beginning only: names may be longer than an index takes. */
function usernameCondition(name: string): string {
  return `left(v.username, 200) = left(${name}::text, 200) AND v.username = ${name}::text`;
}
