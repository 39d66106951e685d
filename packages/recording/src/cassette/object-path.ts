import type { JsonValue } from '@fullstop/core';
import { callText } from './call-text.js';

/** A call, and the object that was asked: a port, or something in the answer to another call. */
export interface AskedCall {
  readonly of: ObjectPath;
  readonly method: string;
  readonly args: readonly JsonValue[];
}

/** Where an object comes from; without a call it is the port itself. */
export interface ObjectPath {
  readonly call?: AskedCall;
  /** Place in the answer to the call, such as `[0]`. */
  readonly place: string;
}

/** The path of a port. */
export const PORT_ITSELF: ObjectPath = { place: '' };

/** A call with the calls that led to it: `of(event …)[0].image()`. @param change what becomes of each argument. */
export function textOfCall(
  { of, method, args }: AskedCall,
  change: (arg: JsonValue) => JsonValue = (arg) => arg,
): string {
  const before = of.call ? `${textOfCall(of.call, change)}${of.place}.` : '';
  return before + callText(method, args.map(change));
}

/** What objects have in common that come from the same method: `of()[]`. The port itself is the empty text. */
export function kindOf({ call, place }: ObjectPath): string {
  if (!call) return '';
  const before = kindOf(call.of);
  return `${before && `${before}.`}${call.method}()${place.replace(/\[\d+\]/g, '[]')}`;
}
