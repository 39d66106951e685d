import type { DataSource } from 'typeorm';
import { runQuery } from '../connection/transaction.js';

/** What runs statements: the manager of a transaction, or {@link outsideTransactions}. */
export interface Queries {
  query<Rows>(sql: string, parameters?: unknown[]): Promise<Rows>;
}

/** Runs each statement by itself. */
export function outsideTransactions(dataSource: DataSource): Queries {
  return {
    query: async <Rows>(sql: string, parameters?: unknown[]) =>
      (await runQuery(dataSource, sql, parameters)) as Rows,
  };
}
