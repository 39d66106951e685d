import type { Request } from 'express';
import type { Caller } from './caller.js';

/** A request on its way through the API. */
export interface ApiRequest extends Request {
  /** Set by the authentication guard; stays away on public routes without a token. */
  caller?: Caller;
  /** Set before everything else. */
  requestId?: string;
}
