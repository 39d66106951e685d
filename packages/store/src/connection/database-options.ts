import type { Logger } from '@fullstop/core';
import type { DataSource } from 'typeorm';

/** Which database to open. Without `url` an embedded one is used, with nothing to install. */
export interface DatabaseOptions {
  /** `postgres://…`, `postgresql://…` or `jdbc:postgresql://host:port/db?params`. */
  readonly url?: string;
  /** Wins over the user in the URL. */
  readonly user?: string;
  /** Wins over the password in the URL. */
  readonly password?: string;
  /** Folder of the embedded database, or `memory://` for one that ends with the process. Default `.fullstop/database`. */
  readonly dataDirectory?: string;
  /** Connections to the server, default 10. The embedded database has one. */
  readonly poolSize?: number;
  /** Whether to bring the schema up to date, default `true`. */
  readonly runMigrations?: boolean;
  /** Hears of idle connections that were lost; the pool replaces them. Default: nobody. */
  readonly logger?: Logger;
}

/** An open database. */
export interface Database {
  /** On an embedded database, use nothing but the transaction's manager while a transaction is open: it has one connection. */
  readonly dataSource: DataSource;
  /** What was opened, for people; never with a password. */
  readonly description: string;
  /** Ends all connections; an embedded database's folder is free for others afterwards. */
  close(): Promise<void>;
}

/** The PostgreSQL schema that holds everything of ours. */
export const SCHEMA = 'fullstop_data';
