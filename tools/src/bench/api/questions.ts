import { type Database, type ViolationFilter, type ViolationListPage, ViolationLists } from '@fullstop/store';
import { QUIET_ACCOUNT } from './fill.js';

/** Something that is asked in our way and in the naive one. Both give the same rows, which are compared. */
export interface Question {
  readonly name: string;
  /** Whether it lists violations, as opposed to counting them. */
  readonly isList: boolean;
  readonly ours: () => Promise<unknown[]>;
  readonly naive: () => Promise<unknown[]>;
}

/** The naive form of page 10,000, which all lists are compared with. */
export const FAR_PAGE = 'page_10000_by_keyset';

const PAGE_SIZE = 20;
const FAR_OFFSET = 10_000 * PAGE_SIZE;
const NEWEST = { limit: PAGE_SIZE, order: [{ property: 'id', descending: true }], counting: 'none' } as const;
const OPEN = 'v.comment IS NULL AND v.rule_entity_id IS NULL';
const TWO_ACCOUNTS = ['100000000005', '100000000006'];

/** @param open - how many violations are open; far pages need more than 200,000. */
export async function questions(database: Database, open: number): Promise<Question[]> {
  const lists = new ViolationLists(database.dataSource);
  const list = (
    name: string,
    filter: ViolationFilter,
    page: ViolationListPage,
    where: string,
    rest: string,
  ) => ({
    name,
    isList: true,
    ours: async () => (await lists.findViolations(filter, page)).content.map(({ violation }) => violation.id),
    naive: async () => naiveIds(database, where, rest),
  });
  const newest = `ORDER BY v.id DESC LIMIT ${PAGE_SIZE} OFFSET 0`;
  const offset = Math.min(FAR_OFFSET, open - PAGE_SIZE);
  const afterId = await idBefore(database, offset);
  return [
    list('newest_page', { state: 'open' }, NEWEST, 'true', newest),
    list(
      'filtered_page',
      { state: 'open', accountIds: TWO_ACCOUNTS, types: ['WRONG_AMI'], severity: 3 },
      NEWEST,
      `v.account_id IN ('${TWO_ACCOUNTS.join(`', '`)}') AND type.id IN ('WRONG_AMI') AND type.violation_severity = 3`,
      newest,
    ),
    list(
      'account_without_open_ones',
      { state: 'open', accountIds: [QUIET_ACCOUNT] },
      NEWEST,
      `v.account_id IN ('${QUIET_ACCOUNT}')`,
      newest,
    ),
    list(
      FAR_PAGE,
      { state: 'open' },
      { limit: PAGE_SIZE, afterId, counting: 'none' },
      'true',
      `ORDER BY v.id LIMIT ${PAGE_SIZE} OFFSET ${offset}`,
    ),
    list(
      'meta_filter',
      { state: 'open', metaInfo: [{ key: 'ami_id', value: 'ami-77' }] },
      NEWEST,
      `v.meta_info::jsonb ->> 'ami_id' = 'ami-77'`,
      newest,
    ),
    ...counts(database, lists),
  ];
}

function counts(database: Database, lists: ViolationLists): Question[] {
  const total = async (counting: 'exact' | 'capped') => {
    const found = await lists.findViolations({ state: 'open' }, { ...NEWEST, counting });
    return [found.total];
  };
  const naiveTotal = async () => {
    const sql = `SELECT count(*) FROM original.violation v WHERE ${OPEN}`;
    const [row] = await database.dataSource.query<{ count: string }[]>(sql);
    return [Number(row?.count)];
  };
  return [
    {
      name: 'counts_per_account',
      isList: false,
      ours: () => lists.countByAccount({ state: 'open' }),
      naive: () => naiveCounts(database),
    },
    { name: 'newest_page_with_exact_count', isList: false, ours: () => total('exact'), naive: naiveTotal },
    {
      name: 'newest_page_with_capped_count',
      isList: false,
      ours: () => total('capped'),
      naive: async () => (await naiveTotal()).map((count) => Math.min(count, 10_000)),
    },
  ];
}

/** Reads whole rows as the old system did, joined with their type. */
async function naiveIds({ dataSource }: Database, where: string, rest: string): Promise<number[]> {
  const rows = await dataSource.query<{ id: string }[]>(`
    SELECT v.* FROM original.violation v
      LEFT JOIN fullstop_data.violation_type type ON type.id = v.violation_type_entity_id
     WHERE ${OPEN} AND v.created > '1970-01-01' AND v.created < '9999-01-01' AND ${where} ${rest}`);
  return rows.map(({ id }) => Number(id));
}

async function naiveCounts({ dataSource }: Database): Promise<unknown[]> {
  const rows = await dataSource.query<{ account: string; type: string; count: string }[]>(`
    SELECT v.account_id AS account, type.id AS type, count(*) FROM original.violation v
      JOIN fullstop_data.violation_type type ON type.id = v.violation_type_entity_id
     WHERE ${OPEN} GROUP BY v.account_id, type.id ORDER BY v.account_id, type.id`);
  return rows.map(({ account, type, count }) => ({ accountId: account, type, quantity: Number(count) }));
}

/** The last id of the page before, as a reader who came along the pages knows it. */
async function idBefore({ dataSource }: Database, offset: number): Promise<number> {
  const [row] = await dataSource.query<{ id: string }[]>(
    `SELECT v.id FROM fullstop_data.violation v WHERE ${OPEN} ORDER BY v.id LIMIT 1 OFFSET ${offset - 1}`,
  );
  return Number(row?.id);
}
