import { messageOf } from '@fullstop/core';
import { type Config, configSchema } from './config.schema.js';
import { ConfigError } from './config-error.js';
import type { LoadedConfig } from './load-config.js';

/** What a value starts with that is to be decrypted: the rest is the ciphertext in base64. */
const KMS_PREFIX = 'aws:kms:';

/** Decrypts one ciphertext. @returns the plaintext. */
export type Decrypt = (ciphertext: Uint8Array) => Promise<string>;

/**
 * The configuration with every value that starts with `aws:kms:` decrypted.
 * @throws {ConfigError} naming each setting that could not be decrypted, and never its value.
 */
export async function resolveSecrets(
  { config, sources }: LoadedConfig,
  decrypt: Decrypt = decryptWithKms(config),
): Promise<Config> {
  const problems: string[] = [];
  const resolve = async (value: unknown, path: readonly string[]): Promise<unknown> => {
    if (typeof value === 'string' && value.startsWith(KMS_PREFIX)) {
      try {
        return await decrypt(ciphertextOf(value));
      } catch (error) {
        problems.push(`${named(path, sources)} could not be decrypted: ${messageOf(error)}`);
        return undefined;
      }
    }
    if (Array.isArray(value))
      return Promise.all(value.map((inner, index) => resolve(inner, [...path, String(index)])));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(async ([name, inner]) => [
      name,
      await resolve(inner, [...path, name]),
    ]);
    return Object.fromEntries(await Promise.all(members));
  };

  const resolved = await resolve(config, []);
  if (problems.length > 0) throw new ConfigError(problems);
  const parsed = configSchema.safeParse(resolved);
  // The message of a schema may quote the value, which is a secret now.
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(
        ({ path }) => `${named(path.map(String), sources)}: not usable after decryption`,
      ),
    );
  }
  return parsed.data;
}

function ciphertextOf(value: string): Uint8Array {
  const base64 = value.slice(KMS_PREFIX.length).trim();
  // Node's decoder would leave out what is not base64.
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new Error(`what follows ${KMS_PREFIX} is not base64`);
  return Buffer.from(base64, 'base64');
}

function named(path: readonly string[], sources: ReadonlyMap<string, string>): string {
  const setting = path.join('.');
  const source = sources.get(setting);
  return source ? `${setting} (${source})` : setting;
}

function decryptWithKms({ aws }: Config): Decrypt {
  return async (ciphertext) => {
    // Only who has encrypted values pays for the client.
    const { DecryptCommand, KMSClient } = await import('@aws-sdk/client-kms');
    const client = new KMSClient({ region: aws.kmsRegion });
    try {
      const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob: ciphertext }));
      if (!Plaintext) throw new Error('KMS returned no plaintext');
      return Buffer.from(Plaintext).toString('utf8');
    } finally {
      client.destroy();
    }
  };
}
