import { FactUnavailableError, objectAt, textAt } from '@fullstop/core';
import { type FunctionCall, isCallOf } from './function-call.js';

/** Where the code of a function comes from, as far as the request tells; a text is empty when it does not. */
export type CodeLocation =
  | { readonly source: 's3'; readonly bucket: string; readonly key: string }
  | { readonly source: 'image'; readonly uri: string }
  /** Sent with the call; CloudTrail keeps neither the archive nor a trace of where it was before. */
  | { readonly source: 'upload' };

/**
 * Where the code comes from that a call set. `CreateFunction` says so below `code`, `UpdateFunctionCode` beside it.
 * @throws {FactUnavailableError} when CloudTrail left the request out: no request is not the same as an upload.
 */
export function codeLocationOf(event: FunctionCall): CodeLocation {
  const { requestParameters: request, responseElements: response } = event;
  if (!objectAt(request) || request?.omitted === true) {
    throw new FactUnavailableError(`code location of ${event.eventID}`, 'the request is not in the event');
  }
  const code = isCallOf('CreateFunction', event) ? event.requestParameters?.code : event.requestParameters;

  const uri = textAt(code?.imageUri);
  // By path, for only CreateFunction's request is said to have it.
  const packageType = textAt(request, 'packageType') ?? textAt(response?.packageType);
  if (uri || packageType === 'Image') return { source: 'image', uri: uri ?? '' };

  const bucket = textAt(code?.s3Bucket);
  return bucket ? { source: 's3', bucket, key: textAt(code?.s3Key) ?? '' } : { source: 'upload' };
}
