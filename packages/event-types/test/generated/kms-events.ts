// Written by `npx @fullstop/event-types @aws-sdk/client-kms CreateGrant`
// from @aws-sdk/client-kms 3.1162.0. Write it again rather than change it.

import type { ApiCall } from '@fullstop/core';

/** A call of `CreateGrant`. */
export type CreateGrantEvent = ApiCall<'CreateGrant', CreateGrantRequest, CreateGrantResponse>;

export type CreateGrantRequest = {
  keyId?: string | null;
  operations?: string[] | null;
  granteePrincipal?: string | null;
  retiringPrincipal?: string | null;
  constraints?: GrantConstraints | null;
  grantTokens?: string[] | null;
  name?: string | null;
  dryRun?: boolean | null;
  granteeServicePrincipal?: string | null;
  retiringServicePrincipal?: string | null;
};

export type GrantConstraints = {
  encryptionContextSubset?: { [name: string]: string | null } | null;
  encryptionContextEquals?: { [name: string]: string | null } | null;
  sourceArn?: string | null;
};

export type CreateGrantResponse = {
  grantToken?: string | null;
  grantId?: string | null;
};
