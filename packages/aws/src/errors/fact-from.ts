import { awaitFact, FactUnavailableError, FullstopError, isRetryable, messageOf } from '@fullstop/core';
import { type AwsErrorClass, classifyAwsError, findAwsErrorCode } from './aws-error-class.js';

const REASONS: Readonly<Record<AwsErrorClass, string>> = {
  'not-found': 'AWS does not know it, which says nothing here',
  denied: 'access denied',
  throttled: 'throttled by AWS',
  unavailable: 'AWS could not be reached or did not answer',
  invalid: 'AWS refused the call as invalid',
  unknown: 'the call failed',
};

// Messages of EC2 can carry kilobytes of encoded authorization details.
const MAX_MESSAGE = 300;

/**
 * Asks AWS for a fact and keeps "there is none" apart from "nobody knows".
 * @param fact which one, for messages, such as `AMI ami-1 in 111122223333/eu-west-1`.
 * @param absentCodes codes of AWS that say for certain that there is none, such as `InvalidAMIID.NotFound`. No other code,
 *   and no HTTP status, does.
 * @returns what `call` gave; `undefined` when AWS answered with one of `absentCodes`.
 * @throws {FactUnavailableError} with the `cause`, for everything else: denied, throttled, timed out, a role that cannot be
 *   assumed. A permanent {@link FullstopError}, such as `InvalidAccountIdError`, passes unchanged.
 */
export async function factFrom<T>(
  fact: string,
  call: () => Promise<T>,
  absentCodes: readonly string[],
): Promise<T | undefined> {
  try {
    return await awaitFact(fact, call);
  } catch (error) {
    const code = findAwsErrorCode(error);
    if (code !== undefined && absentCodes.includes(code)) return undefined;
    if (error instanceof FactUnavailableError) throw error;
    if (error instanceof FullstopError && !isRetryable(error)) throw error;
    throw new FactUnavailableError(fact, reasonOf(error, code), { cause: error });
  }
}

function reasonOf(error: unknown, code: string | undefined): string {
  const message = messageOf(error).replace(/\.$/, '');
  const short = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
  return `${REASONS[classifyAwsError(error)]} (${code === undefined ? short : `${code}: ${short}`})`;
}
