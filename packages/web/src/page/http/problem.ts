import type { ErrorJson, FieldErrorJson, OAuthErrorJson } from '@fullstop/api';

/** What the server refused, in its own words. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** Of the answer; 0 when there was none. */
  readonly status: number;
  readonly fields: readonly FieldErrorJson[];
  /** Names the request in the log of the server. */
  readonly requestId: string | undefined;

  constructor(
    status: number,
    message: string,
    { fields = [], requestId }: { fields?: readonly FieldErrorJson[]; requestId?: string | undefined } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = status;
    this.fields = fields;
    this.requestId = requestId;
  }

  /** Nobody is signed in, or not any more. */
  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

/** What the server says about a request that it did not fulfil; both shapes of its errors, and what a proxy may send. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = parsed(await response.text());
  const message = body?.message ?? body?.error_description ?? `The server answered ${response.status}.`;
  return new Problem(response.status, message, { fields: body?.errors ?? [], requestId: body?.request_id });
}

/** The error as something to show: also when no answer came at all. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // What `fetch` throws when the server cannot be reached.
  if (error instanceof TypeError) {
    return new Problem(0, 'The server cannot be reached. Try again when it is.', {}, { cause: error });
  }
  return new Problem(0, error instanceof Error ? error.message : String(error), {}, { cause: error });
}

type AnyErrorJson = Partial<ErrorJson & OAuthErrorJson>;

function parsed(text: string): AnyErrorJson | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch {
    // Not from Fullstop: a page of a proxy, for instance. The status says what there is to say.
    return undefined;
  }
}
