import type { SignInConfig } from '../client-config.js';

/** Whether enough is configured for people to sign in. */
export function canSignIn({
  issuer,
  authorizeUrl,
  deviceAuthorizationUrl,
  tokenUrl,
  clientId,
}: SignInConfig): boolean {
  if (clientId === undefined) return false;
  const isDescribed = tokenUrl !== undefined && (authorizeUrl ?? deviceAuthorizationUrl) !== undefined;
  return issuer !== undefined || isDescribed;
}
