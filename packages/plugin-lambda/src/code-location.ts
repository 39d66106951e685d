import { type CloudTrailEvent, FactUnavailableError, isJsonObject, textAt, valueAt } from '@fullstop/core';

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
export function codeLocationOf({
  eventID,
  requestParameters: request,
  responseElements: response,
}: CloudTrailEvent): CodeLocation {
  if (!isJsonObject(request) || valueAt(request, 'omitted') === true) {
    throw new FactUnavailableError(`code location of ${eventID}`, 'the request is not in the event');
  }
  const find = (name: string) => textAt(request, 'code', name) ?? textAt(request, name);

  const uri = find('imageUri');
  const packageType = textAt(request, 'packageType') ?? textAt(response, 'packageType');
  if (uri || packageType === 'Image') return { source: 'image', uri: uri ?? '' };

  const bucket = find('s3Bucket');
  return bucket ? { source: 's3', bucket, key: find('s3Key') ?? '' } : { source: 'upload' };
}
