import { hkdfSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@fullstop/core';
import type { Response } from 'express';
import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from 'jose';

/** How a {@link SealedCookie} is set. */
export interface SealedCookieOptions {
  readonly name: string;
  /** Any replica with this secret can read the cookie. */
  readonly secret: string;
  readonly lifetimeSeconds: number;
  /** Below which path browsers send it. */
  readonly path: string;
  /** Only sent over https. */
  readonly secure: boolean;
}

/** A cookie that says something for some time, encrypted: only this server can read or make it. */
export class SealedCookie {
  readonly #options: SealedCookieOptions;
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  constructor(options: SealedCookieOptions, clock: Clock) {
    this.#options = options;
    // The name in the key: one kind of cookie cannot be passed off as another.
    this.#key = new Uint8Array(hkdfSync('sha256', options.secret, 'fullstop', options.name, 32));
    this.#clock = clock;
  }

  async write(response: Response, content: JWTPayload): Promise<void> {
    const { name, lifetimeSeconds } = this.#options;
    const nowSeconds = Math.floor(this.#clock.now().getTime() / 1000);
    const sealed = await new EncryptJWT(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setExpirationTime(nowSeconds + lifetimeSeconds)
      .encrypt(this.#key);
    response.cookie(name, sealed, { ...this.#attributes, maxAge: lifetimeSeconds * 1000 });
  }

  /** What the cookie says; `undefined` when there is none, it has ended, or it is not ours. */
  async read(request: Pick<IncomingMessage, 'headers'>): Promise<JWTPayload | undefined> {
    const sealed = cookieOf(request, this.#options.name);
    if (sealed === undefined) return undefined;
    try {
      const { payload } = await jwtDecrypt(sealed, this.#key, {
        currentDate: this.#clock.now(),
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        requiredClaims: ['exp'],
      });
      return payload;
    } catch (error) {
      // Ended, or sealed with another secret: as good as none.
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  clear(response: Response): void {
    response.clearCookie(this.#options.name, this.#attributes);
  }

  get #attributes() {
    const { path, secure } = this.#options;
    return { path, secure, httpOnly: true, sameSite: 'lax' } as const;
  }
}

function cookieOf({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  const start = `${name}=`;
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
}
