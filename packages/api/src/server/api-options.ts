import type { TeamService } from '@fullstop/clients';
import type {
  Buckets,
  Clock,
  FindingsStore,
  JobControl,
  Logger,
  PendingChecks,
  PluginStatus,
} from '@fullstop/core';
import type { Database } from '@fullstop/store';
import type { AuthenticationOptions } from '../access/authentication.options.js';
import type { Caller } from '../access/caller.js';
import type { WebPage } from './web-page.js';

/** What the REST API is made of. */
export interface ApiOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly database: Database;
  readonly store: FindingsStore & PendingChecks;
  /** What the plugin host says about the plugins, for `GET /api/plugins`. */
  readonly plugins: () => readonly PluginStatus[];
  /** Default: there are no jobs. */
  readonly jobs?: JobControl;
  readonly authentication: AuthenticationOptions;
  /** Default: nobody is a member of an account or a team. */
  readonly teamService?: TeamService;
  /** Ids of the teams whose members may edit whitelisting rules. */
  readonly allowedTeams: readonly string[];
  /** Where instance logs are stored. Default: they are refused with 503. */
  readonly instanceLogs?: { readonly buckets: Buckets; readonly bucketName: string };
  /** Who may read violations, counts and lifecycles of all accounts. Default: everybody of an accepted realm. */
  readonly mayRead?: (caller: Caller) => boolean;
  /** Origins that browsers may call from. Default `*`. */
  readonly corsOrigins?: readonly string[];
  /** How many requests a minute a caller may send; ten times as many may come from one address. Default 1200. */
  readonly rateLimit?: { readonly requestsPerMinute?: number };
  /** How long a request may take, in milliseconds. Default 30 000. */
  readonly requestTimeoutMs?: number;
  /**
   * Proxies in front of this server: their number, or their addresses, as Express takes `trust proxy`. They say from which
   * address a request came. Default: none.
   */
  readonly trustProxy?: number | string;
  /** Whether a violation of an unknown type registers that type. Default `false`: it is refused with 422. */
  readonly createUnknownTypes?: boolean;
  /** What account ids look like. Default: twelve digits. */
  readonly accountIdPattern?: RegExp;
  /** The page that people see at `/`. Default: `/` leads to the explorer. */
  readonly webPage?: WebPage;
  readonly logger: Logger;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** Token of the {@link ApiOptions}. */
export const API_OPTIONS = Symbol.for('@fullstop/api:options');
