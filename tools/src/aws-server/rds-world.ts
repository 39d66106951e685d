import type { Regional } from './world.js';

/** A database instance. */
export interface DatabaseWorld extends Regional {
  readonly identifier: string;
  /** Host name; absent while it is being created. */
  readonly address?: string;
  readonly port?: number;
  /** Absent: the answer does not say. */
  readonly publiclyAccessible?: boolean;
  readonly engine?: string;
  readonly clusterIdentifier?: string;
  readonly groupIds?: readonly string[];
}

/** A database cluster. */
export interface DatabaseClusterWorld extends Omit<DatabaseWorld, 'clusterIdentifier'> {
  readonly readerAddress?: string;
  /** Identifiers of its instances. */
  readonly members?: readonly string[];
}
