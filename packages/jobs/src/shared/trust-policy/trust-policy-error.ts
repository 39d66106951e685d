import { FullstopError } from '@fullstop/core';

/** A trust policy cannot be understood. It says nothing about the role then, neither good nor bad. */
export class TrustPolicyError extends FullstopError {
  constructor(problem: string, options?: ErrorOptions) {
    super('TRUST_POLICY', `The trust policy cannot be evaluated: ${problem}.`, options);
  }
}
