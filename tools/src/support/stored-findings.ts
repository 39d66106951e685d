import { openDatabase, ViolationQueries } from '@fullstop/store';

/** What a service stored: one text per violation and per unfinished check, sorted, without what differs between runs. */
export type StoredFindings = readonly string[];

/** Settings of a database for `fullstop serve`, as environment variables. */
export type DatabaseEnvironment = Readonly<Record<string, string>>;

/** What one run stored and another did not. */
export interface Difference {
  /** Expected and not there, or not often enough. */
  readonly lost: readonly string[];
  /** There too often, or not expected at all. */
  readonly added: readonly string[];
}

const PAGE = 1000;

/** Reads what is stored; no service may have the database open when it is an embedded one. */
export async function storedFindings({
  DATABASE_URL,
  FULLSTOP_DATA_DIRECTORY,
}: DatabaseEnvironment): Promise<StoredFindings> {
  const database = await openDatabase({ url: DATABASE_URL, dataDirectory: FULLSTOP_DATA_DIRECTORY });
  try {
    const queries = new ViolationQueries(database.dataSource);
    const found: string[] = [];
    for (let afterId = 0, more = true; more; ) {
      const page = await queries.listViolations({ afterId, limit: PAGE });
      found.push(
        ...page.map(({ accountId, region, eventId, type, instanceId, metaInfo, username }) =>
          JSON.stringify({ accountId, region, eventId, type, instanceId, metaInfo, username }),
        ),
      );
      afterId = page.at(-1)?.id ?? afterId;
      more = page.length === PAGE;
    }
    for (const { state, pluginId, eventId, errorCode } of await queries.listChecks({ limit: 100_000 })) {
      found.push(JSON.stringify({ state, pluginId, eventId, errorCode }));
    }
    return found.sort();
  } finally {
    await database.close();
  }
}

/** Compares what is stored with what should be; each finding counts as often as it is there. */
export function difference(expected: StoredFindings, stored: StoredFindings): Difference {
  return { lost: without(expected, stored), added: without(stored, expected) };
}

function without(these: StoredFindings, those: StoredFindings): string[] {
  const left = new Map<string, number>();
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1);
  return these.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
