import { SCHEMA } from '../connection/database-options.js';
import type { Statements } from '../connection/transaction.js';
import type { Stamp } from './stamp.js';

/** Something that names an application, a version, both, or neither. */
export interface NamesApplication {
  readonly applicationId: string | null;
  readonly applicationVersion: string | null;
}

/** Keys of applications and versions, by name. */
export interface ApplicationKeys {
  readonly applications: ReadonlyMap<string, number>;
  readonly versions: ReadonlyMap<string, number>;
}

type NamedTable = 'application' | 'app_version';

/** Finds or adds the applications and versions that are named, and says which application has which version. */
export async function saveApplications(
  statements: Statements,
  named: readonly NamesApplication[],
  stamp: Stamp,
): Promise<ApplicationKeys> {
  const applications = await saveNames(
    statements,
    'application',
    named.map((v) => v.applicationId),
    stamp,
  );
  const versions = await saveNames(
    statements,
    'app_version',
    named.map((v) => v.applicationVersion),
    stamp,
  );
  await saveLinks(statements, linksOf(named, { applications, versions }));
  return { applications, versions };
}

/**
 * Reads first: an upsert for every violation would write a dead row and burn a number each time. Sorted, so that two
 * transactions that add the same names wait for each other in the same order.
 */
async function saveNames(
  statements: Statements,
  table: NamedTable,
  given: readonly (string | null)[],
  stamp: Stamp,
): Promise<Map<string, number>> {
  const names = [...new Set(given.filter((name) => name !== null))].sort();
  if (names.length === 0) return new Map();
  const found = await findNames(statements, table, names);
  const absent = names.filter((name) => !found.has(name));
  if (absent.length === 0) return found;
  await statements.query(
    `INSERT INTO ${SCHEMA}.${table} (name, created, created_by, last_modified, last_modified_by)
     SELECT name, $2::timestamptz, $3, $2::timestamptz, $3 FROM unnest($1::text[]) AS name
     ON CONFLICT (name) DO NOTHING`,
    [absent, stamp.at.toISOString(), stamp.by],
  );
  // Once more, because another transaction may have added some of them.
  return new Map([...found, ...(await findNames(statements, table, absent))]);
}

async function findNames(
  statements: Statements,
  table: NamedTable,
  names: readonly string[],
): Promise<Map<string, number>> {
  const rows = await statements.query<{ id: string; name: string }[]>(
    `SELECT id, name FROM ${SCHEMA}.${table} WHERE name = ANY($1::text[])`,
    [names],
  );
  return new Map(rows.map(({ id, name }) => [name, Number(id)]));
}

interface Link {
  readonly application: number;
  readonly version: number;
}

function linksOf(named: readonly NamesApplication[], keys: ApplicationKeys): Link[] {
  const links = new Map<string, Link>();
  for (const { applicationId, applicationVersion } of named) {
    const application = keys.applications.get(applicationId ?? '');
    const version = keys.versions.get(applicationVersion ?? '');
    if (application === undefined || version === undefined) continue;
    links.set(`${application} ${version}`, { application, version });
  }
  return [...links.values()].sort((a, b) => a.application - b.application || a.version - b.version);
}

async function saveLinks(statements: Statements, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  await statements.query(
    `INSERT INTO ${SCHEMA}.application_version_entities (application_entities_id, version_entities_id)
     SELECT given.application, given.version
       FROM unnest($1::bigint[], $2::bigint[]) AS given (application, version)
      WHERE NOT EXISTS (
        SELECT FROM ${SCHEMA}.application_version_entities link
         WHERE link.application_entities_id = given.application AND link.version_entities_id = given.version)
     ON CONFLICT DO NOTHING`,
    [links.map((link) => link.application), links.map((link) => link.version)],
  );
}
