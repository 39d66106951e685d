import { HttpException } from '@nestjs/common';

/** Why a caller was not let in; goes out as `error`. */
export type OAuthErrorCode =
  | 'unauthorized'
  | 'invalid_token'
  | 'insufficient_realm'
  | 'insufficient_scope'
  | 'access_denied';

/** What a caller lacks. */
export interface Lacking {
  /** Realms that would do, with blanks between them. */
  readonly realm?: string;
  /** Scopes that are needed, with blanks between them. */
  readonly scope?: string;
}

/** The caller is not known (401), or may not do this (403). Has the body shape of OAuth2. */
export class OAuthError extends HttpException {
  readonly code: OAuthErrorCode;
  readonly description: string;
  readonly lacking: Lacking;

  constructor(code: OAuthErrorCode, description: string, lacking: Lacking = {}) {
    super(description, code === 'unauthorized' || code === 'invalid_token' ? 401 : 403);
    this.code = code;
    this.description = description;
    this.lacking = lacking;
  }

  /** The body on the wire. */
  get body(): object {
    return { error: this.code, error_description: this.description, ...this.lacking };
  }

  /** `WWW-Authenticate`; `undefined` where a better token would not help. */
  get challenge(): string | undefined {
    const error = `error="${this.code}", error_description="${quotable(this.description)}"`;
    if (this.getStatus() === 401) return `Bearer realm="oauth2-resource", ${error}`;
    return this.code === 'insufficient_scope'
      ? `Bearer ${error}, scope="${quotable(this.lacking.scope ?? '')}"`
      : undefined;
  }
}

/** The description may come from a token service. A header takes printable ASCII, and quotes would end the value. */
function quotable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, "'");
}
