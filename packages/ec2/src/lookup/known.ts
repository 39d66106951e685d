import { factFrom } from '@fullstop/aws';

/**
 * {@link factFrom} for calls none of whose errors says "there is none".
 * @throws {FactUnavailableError} when the call failed.
 */
export async function known<T>(fact: string, call: () => Promise<T>): Promise<T> {
  // Without codes of absence, `undefined` comes only from the call itself.
  return (await factFrom(fact, call, [])) as T;
}
