import { DependencyUnavailableError } from '@fullstop/clients';
import { askTokenService } from './ask-token-service.js';

const SERVICE = 'OpenID Connect issuer';

/** What an issuer says about itself, as far as it is needed. */
export interface IssuerMetadata {
  readonly jwksUri: string;
  readonly authorizationUrl: string | undefined;
  readonly tokenUrl: string | undefined;
}

/** Reads the issuer's discovery document when it is first needed; once it was read, it is kept. */
export class OidcDiscovery {
  #metadata: Promise<IssuerMetadata> | undefined;

  constructor(
    private readonly issuer: string,
    private readonly timeoutMs: number | undefined,
  ) {}

  /** @throws {DependencyUnavailableError} when the document cannot be read, or is another issuer's. */
  metadata(): Promise<IssuerMetadata> {
    this.#metadata ??= this.#read().catch((error: unknown) => {
      this.#metadata = undefined;
      throw error;
    });
    return this.#metadata;
  }

  async #read(): Promise<IssuerMetadata> {
    const { claims } = await askTokenService({
      service: SERVICE,
      url: `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      init: { headers: { accept: 'application/json' } },
      statuses: new Set([200]),
      timeoutMs: this.timeoutMs,
    });
    if (claims.issuer !== this.issuer) {
      const problem = `its discovery document names another issuer than ${this.issuer}`;
      throw new DependencyUnavailableError(SERVICE, 'unusable-answer', problem);
    }
    const jwksUri = addressOf(claims.jwks_uri);
    if (jwksUri === undefined) {
      throw new DependencyUnavailableError(
        SERVICE,
        'unusable-answer',
        'its discovery document has no jwks_uri',
      );
    }
    return {
      jwksUri,
      authorizationUrl: addressOf(claims.authorization_endpoint),
      tokenUrl: addressOf(claims.token_endpoint),
    };
  }
}

function addressOf(value: unknown): string | undefined {
  return typeof value === 'string' && URL.canParse(value) ? value : undefined;
}
