import type { Clock } from '@fullstop/core';
import { AssumeRoleDeniedError } from '../errors/aws-errors.js';
import type { AwsCredentials } from './aws-credentials.js';

/** The role of one account. */
export interface AccountRole {
  readonly accountId: string;
  readonly roleArn: string;
}

/** What a session needs from outside. */
export interface AccountSessionPorts {
  readonly clock: Clock;
  /** Asks STS. Rejects with `cause`-carrying errors of ours only; decides for a denial when STS may be asked again. */
  readonly assume: (role: AccountRole) => Promise<AwsCredentials>;
  /** Hears of a renewal that failed while the old credentials still work. */
  readonly onRenewalFailed: (role: AccountRole, error: unknown) => void;
}

interface Held {
  readonly credentials: AwsCredentials;
  readonly renewAt: number;
  readonly expiresAt: number;
}

interface HoldOff {
  readonly until: number;
  readonly error: unknown;
}

// The SDK's clients ask again for credentials that have less than this to live, so renewing earlier would be wasted.
const RENEW_BEFORE_EXPIRY_MS = 300_000;
const RENEWAL_RETRY_MS = 30_000;

/**
 * One session of one account's role, shared by all services and regions: assumed once however many ask at once, renewed
 * five minutes before it expires (short ones at half of their time), and left alone for a while after a denial.
 */
export class AccountSession {
  readonly #role: AccountRole;
  readonly #ports: AccountSessionPorts;
  #held: Held | undefined;
  #holdOff: HoldOff | undefined;
  #pending: Promise<AwsCredentials> | undefined;

  constructor(role: AccountRole, ports: AccountSessionPorts) {
    this.#role = role;
    this.#ports = ports;
  }

  /**
   * Credentials that are valid now.
   * @throws {AssumeRoleDeniedError} also without asking STS, for some minutes after STS said so.
   * @throws {AccountCredentialsError} for throttling, network, and the service's own credentials.
   */
  async credentials(): Promise<AwsCredentials> {
    const now = this.#now();
    if (this.#held && now < this.#held.renewAt) return this.#held.credentials;
    if (this.#holdOff && now < this.#holdOff.until) return this.#heldOr(this.#holdOff.error);
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #renew(): Promise<AwsCredentials> {
    try {
      const credentials = await this.#ports.assume(this.#role);
      this.#held = heldFrom(credentials, this.#now());
      this.#holdOff = undefined;
      return credentials;
    } catch (error) {
      this.#holdOff = this.#holdOffAfter(error);
      const held = this.#heldOr(error);
      this.#ports.onRenewalFailed(this.#role, error);
      return held;
    }
  }

  /** The credentials in hand as long as they work; else the error. */
  #heldOr(error: unknown): AwsCredentials {
    if (this.#held && this.#now() < this.#held.expiresAt) return this.#held.credentials;
    throw error;
  }

  #holdOffAfter(error: unknown): HoldOff | undefined {
    if (error instanceof AssumeRoleDeniedError) return { until: error.notBefore.getTime(), error };
    // With nothing in hand every caller is worth a try; otherwise each one would wait for a try that is not needed yet.
    if (!this.#held) return undefined;
    return { until: Math.min(this.#now() + RENEWAL_RETRY_MS, this.#held.expiresAt), error };
  }

  #now(): number {
    return this.#ports.clock.now().getTime();
  }
}

function heldFrom(credentials: AwsCredentials, now: number): Held {
  const expiresAt = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
  const renewAt = Math.max(expiresAt - RENEW_BEFORE_EXPIRY_MS, now + (expiresAt - now) / 2);
  return { credentials, renewAt, expiresAt };
}
