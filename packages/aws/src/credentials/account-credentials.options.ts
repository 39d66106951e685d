import { type Clock, type Logger, silentLogger, systemClock } from '@fullstop/core';
import { AwsOptionsError } from '../errors/aws-errors.js';
import type { AwsCredentialsProvider } from './aws-credentials.js';

/** One answer of STS to AssumeRole, retries of the SDK not counted. Feeds the metric `assume_role_failures`. */
export interface AssumeRoleReport {
  readonly accountId: string;
  readonly outcome: 'assumed' | 'denied' | 'throttled' | 'failed';
}

/** How the service gets into the accounts. Everything has a default. */
export interface AccountCredentialsOptions {
  /** Name of the role in every account. Default `fullstop`. */
  readonly roleName?: string;
  /** Path of the role. Default `/`. */
  readonly rolePath?: string;
  /** Name of the sessions, as the accounts' CloudTrail shows it. Default `fullstop`. */
  readonly sessionName?: string;
  /**
   * Added to `sessionName` after a dash, to tell replicas apart. What STS does not allow in a name becomes `-`, and the
   * whole is cut at 64 characters. Default: none.
   */
  readonly sessionNameSuffix?: string;
  /** External id that the trust policies ask for. Default: none. */
  readonly externalId?: string;
  /** Length of a session, in seconds: 900 to 43 200, and at most 3600 when the service itself runs under a role. Default 3600. */
  readonly sessionDurationSeconds?: number;
  /** Region whose STS is asked, always at its regional endpoint. Default: what the SDK finds (AWS_REGION, profile). */
  readonly stsRegion?: string;
  /** The account the service runs in. Default: asked of STS once (GetCallerIdentity), unless `assumeInOwnAccount`. */
  readonly ownAccountId?: string;
  /** Whether the role is assumed in the service's own account too, instead of using its own credentials. Default false. */
  readonly assumeInOwnAccount?: boolean;
  /** The service's own credentials. Default: the SDK's chain (environment, profile, container, instance). */
  readonly ownCredentials?: AwsCredentialsProvider;
  /** How long STS is left alone after it denied a role, in seconds, before jitter adds up to a fifth. Default 300. */
  readonly denialSeconds?: number;
  /** Longest time for one AssumeRole with all its attempts, in seconds. Default 30. */
  readonly stsDeadlineSeconds?: number;
  /** Accounts whose sessions are kept; the least recently used one goes first. Default 5000. */
  readonly maxAccounts?: number;
  /** Hears of every answer of STS. Must not throw. Default: nobody. */
  readonly onAssumeRole?: (report: AssumeRoleReport) => void;
  /** Hears of denials and failed renewals, at most once an hour per account and kind. Default: nobody. */
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** 0 (included) to 1 (excluded); spreads the end of denials. Default `Math.random`. */
  readonly random?: () => number;
}

/** The options with their defaults. */
export type AccountCredentialsSettings = ReturnType<typeof settingsOf>;

/**
 * Fills in the defaults.
 * @throws {AwsOptionsError} naming every option that AWS would refuse.
 */
export function settingsOf(options: AccountCredentialsOptions) {
  const settings = {
    ...options,
    roleName: options.roleName ?? 'fullstop',
    rolePath: options.rolePath ?? '/',
    sessionName: sessionNameOf(options),
    sessionDurationSeconds: options.sessionDurationSeconds ?? 3600,
    assumeInOwnAccount: options.assumeInOwnAccount ?? false,
    denialSeconds: options.denialSeconds ?? 300,
    stsDeadlineSeconds: options.stsDeadlineSeconds ?? 30,
    maxAccounts: options.maxAccounts ?? 5000,
    onAssumeRole: options.onAssumeRole ?? (() => {}),
    logger: options.logger ?? silentLogger,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
  const problems = problemsOf(settings);
  if (problems.length > 0) throw new AwsOptionsError(problems);
  return settings;
}

type Checked = Required<Pick<AccountCredentialsOptions, 'roleName' | 'rolePath' | 'sessionDurationSeconds'>> &
  AccountCredentialsOptions;

function problemsOf({
  roleName,
  rolePath,
  sessionDurationSeconds,
  externalId,
  ownAccountId,
}: Checked): string[] {
  const rules: readonly (readonly [boolean, string])[] = [
    [/^[\w+=,.@-]{1,64}$/.test(roleName), 'roleName: expected 1 to 64 letters, digits and _+=,.@-'],
    [
      /^[\x21-\x7e]{0,512}$/.test(rolePath),
      'rolePath: expected at most 512 printable characters without blanks',
    ],
    [
      Number.isInteger(sessionDurationSeconds) &&
        sessionDurationSeconds >= 900 &&
        sessionDurationSeconds <= 43_200,
      'sessionDurationSeconds: expected 900 to 43200',
    ],
    [
      externalId === undefined || /^[\w+=,.@:/-]{2,1224}$/.test(externalId),
      'externalId: expected 2 to 1224 letters, digits and _+=,.@:/-',
    ],
    [ownAccountId === undefined || /^\d{12}$/.test(ownAccountId), 'ownAccountId: expected twelve digits'],
  ];
  return rules.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

function sessionNameOf({ sessionName = 'fullstop', sessionNameSuffix }: AccountCredentialsOptions): string {
  const name = sessionNameSuffix ? `${sessionName}-${sessionNameSuffix}` : sessionName;
  return name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
