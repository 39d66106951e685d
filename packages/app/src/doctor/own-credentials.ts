import { messageOf } from '@fullstop/core';

const REFUSED = new Set([
  ...['ExpiredToken', 'ExpiredTokenException', 'InvalidToken', 'InvalidAccessKeyId', 'InvalidClientTokenId'],
  ...['UnrecognizedClientException', 'SignatureDoesNotMatch'],
]);

/** What to do when AWS was not asked, or did not listen, because of who asks; `undefined` when it is about something else. */
export function remedyOfOwnCredentials(error: unknown): string | undefined {
  for (let each = error; each instanceof Object; each = Reflect.get(each, 'cause')) {
    const name: unknown = Reflect.get(each, 'name');
    if (name === 'CredentialsProviderError')
      return 'Give the service credentials of AWS: the role of its instance, task or pod, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
    if (REFUSED.has(String(name)))
      return "Renew the service's own credentials of AWS; those it has are refused.";
    if (messageOf(each).includes('Region is missing')) return 'Set AWS_REGION.';
  }
  return undefined;
}
