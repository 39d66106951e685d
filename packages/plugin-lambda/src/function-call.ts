import { textAt } from '@fullstop/core';
import type { CreateFunctionEvent, UpdateFunctionCodeEvent } from './lambda-events.js';

/** A call that sets the code of a function. */
export type FunctionCall = CreateFunctionEvent | UpdateFunctionCodeEvent;

type Action = 'CreateFunction' | 'UpdateFunctionCode';
type CallOf<Name extends Action> = Extract<FunctionCall, { eventName: Name | `${Name}20${string}` }>;

// The API's date is part of an event's name, at times with a version: `UpdateFunctionCode20150331v2`.
const DATE_AND_VERSION = /^(\d{8}(v\d+)?)?$/;

/**
 * Whether an event is a call of an action, whatever the API's date. Other actions whose names merely start alike, such as
 * `CreateFunctionUrlConfig20211031`, are not.
 */
export function isCallOf<Name extends Action>(action: Name, event: FunctionCall): event is CallOf<Name> {
  return event.eventName.startsWith(action) && DATE_AND_VERSION.test(event.eventName.slice(action.length));
}

/** Name of the function that a call is about, from the response, else from the request; empty when neither tells. */
export function functionNameOf({ requestParameters, responseElements }: FunctionCall): string {
  return textAt(responseElements?.functionName) ?? bareName(textAt(requestParameters?.functionName)) ?? '';
}

/** ARN of the function that a call is about, without a version; `undefined` when the event does not tell. */
export function functionArnOf({ requestParameters, responseElements }: FunctionCall): string | undefined {
  return withoutQualifier(textAt(responseElements?.functionArn) ?? textAt(requestParameters?.functionName));
}

// A request may name a function `name`, `name:alias`, `account:function:name` or by its ARN.
function bareName(text: string | undefined): string | undefined {
  return text?.replace(/^.*:function:/, '').split(':')[0];
}

// arn:aws:lambda:region:account:function:name, and perhaps :version
function withoutQualifier(text: string | undefined): string | undefined {
  return text?.startsWith('arn:') ? text.split(':', 7).join(':') : undefined;
}
