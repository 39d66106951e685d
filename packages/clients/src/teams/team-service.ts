/** An AWS account as the team service knows it. */
export interface AwsAccount {
  /** Twelve digits, usually. */
  readonly id: string;
  readonly name?: string;
  readonly owner?: string;
  readonly disabled: boolean;
}

/**
 * Knows people, teams and accounts. Every method throws {@link DependencyUnavailableError} or
 * {@link DependencyRequestError} when it could not tell.
 */
export interface TeamService {
  /**
   * AWS accounts in which a user has one of the configured roles, disabled ones included.
   * @throws {ClientArgumentError} for a blank user id.
   */
  accountsOf(userId: string): Promise<readonly AwsAccount[]>;
  /**
   * Ids of the teams of a user.
   * @throws {ClientArgumentError} for a blank user id.
   */
  teamIdsOf(userId: string): Promise<readonly string[]>;
  /** All AWS accounts that are not disabled. */
  activeAccounts(): Promise<readonly AwsAccount[]>;
}

/** Token of the {@link TeamService}. */
export const TEAM_SERVICE = Symbol.for('@fullstop/clients:team-service');
