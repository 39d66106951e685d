import {
  MISSING_APPLICATION_ID_IN_USER_DATA,
  MISSING_APPLICATION_VERSION_IN_USER_DATA,
  MISSING_SOURCE_IN_USER_DATA,
  MISSING_USER_DATA,
} from '@fullstop/core';
import type { NoUserDataReason, TaupageFacts, UserDataFacts } from '@fullstop/ec2';
import type { TaupageYamlOptions } from './taupage-yaml.options.js';

/** Violation types about user data, by id. */
export const MISSING = {
  MISSING_USER_DATA,
  MISSING_APPLICATION_ID_IN_USER_DATA,
  MISSING_APPLICATION_VERSION_IN_USER_DATA,
  MISSING_SOURCE_IN_USER_DATA,
};

/** Id of one of {@link MISSING}. */
export type MissingType = keyof typeof MISSING;

/** One thing that user data lack. Never holds anything of their text: it may be secret. */
export interface Missing {
  readonly type: MissingType;
  readonly metaInfo?: { readonly reason: string };
}

/** What the user data of an instance on a Taupage image lack. */
export function missingIn(userData: UserDataFacts, options: TaupageYamlOptions): readonly Missing[] {
  if (userData.kind === 'taupage') return missingKeys(userData, options).map((type) => ({ type }));
  // The image came into doubt since it was asked about: then nobody said that there should be user data.
  if (userData.reason === 'not-taupage') return [];
  return [{ type: 'MISSING_USER_DATA', metaInfo: { reason: reasonOf(userData.reason) } }];
}

function missingKeys(facts: TaupageFacts, { requireApplicationVersion }: TaupageYamlOptions): MissingType[] {
  const missing: MissingType[] = [];
  if (!facts.applicationId) missing.push('MISSING_APPLICATION_ID_IN_USER_DATA');
  if (requireApplicationVersion && !facts.applicationVersion) {
    missing.push('MISSING_APPLICATION_VERSION_IN_USER_DATA');
  }
  if (!facts.source) missing.push('MISSING_SOURCE_IN_USER_DATA');
  return missing;
}

// Whose fault it is that a text cannot be read says nothing to the owner of the instance.
function reasonOf(reason: NoUserDataReason): string {
  return reason === 'not-base64' ? 'invalid' : reason;
}
