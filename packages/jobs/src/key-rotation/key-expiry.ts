import type { CredentialRow } from '../shared/credential-report/parse-credential-report.js';

const DAY_MILLISECONDS = 86_400_000;

/** Before this instant a key must have been made to be too old: the beginning of the day so many days ago, in UTC. */
export function oldestAllowed(now: Date, days: number): Date {
  const today = now.getTime() - (now.getTime() % DAY_MILLISECONDS);
  return new Date(today - days * DAY_MILLISECONDS);
}

/** Whether a user may have an active key from before an instant. The report gives times in whole seconds only. */
export function mayHaveKeyBefore(oldest: Date, { accessKeys }: CredentialRow): boolean {
  return accessKeys.some(
    ({ isActive, rotatedAt }) => isActive && (rotatedAt === undefined || rotatedAt <= oldest),
  );
}
