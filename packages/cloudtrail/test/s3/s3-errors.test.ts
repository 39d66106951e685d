import {
  InvalidObjectState,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { FullstopError, isRetryable } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { toS3Error } from '../../src/s3/index.js';

const PLACE = { bucket: 'trail-logs', key: 'AWSLogs/1/x.json.gz' };

function answered(status: number, name: string, message = 'what S3 says'): S3ServiceException {
  const $metadata = { httpStatusCode: status };
  return new S3ServiceException({ name, message, $fault: 'client', $metadata });
}

function modelled(
  Kind: new (options: { message: string; $metadata: { httpStatusCode: number } }) => Error,
  status: number,
): Error {
  return new Kind({ message: 'what S3 says', $metadata: { httpStatusCode: status } });
}

function broken(name: string, code?: string): Error {
  return Object.assign(new Error('what happened'), { name, ...(code !== undefined && { code }) });
}

const DECRYPT =
  'User: arn:aws:sts::111122223333:assumed-role/fullstop/i-1 is not authorized to perform: kms:Decrypt on resource: ' +
  'arn:aws:kms:eu-west-1:999999999999:key/1 because no identity-based policy allows the kms:Decrypt action';
const CIPHERTEXT =
  'The ciphertext refers to a customer master key that does not exist, or that you are not allowed to access.';
const BUCKET_NAMED_KMS =
  'User: arn:aws:iam::1:role/kms-reader is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::kms-logs/x"';

describe('An error of S3', () => {
  it.each([
    ['NoSuchKey', modelled(NoSuchKey, 404), 'OBJECT_NOT_FOUND'],
    ['the NotFound of HEAD', modelled(NotFound, 404), 'OBJECT_NOT_FOUND'],
    ['NoSuchBucket', modelled(NoSuchBucket, 404), 'BUCKET_NOT_FOUND'],
    ['AccessDenied', answered(403, 'AccessDenied'), 'OBJECT_ACCESS_DENIED'],
    ['a HEAD that is forbidden', answered(403, 'Forbidden'), 'OBJECT_ACCESS_DENIED'],
    [
      'AccessDenied about something named kms',
      answered(403, 'AccessDenied', BUCKET_NAMED_KMS),
      'OBJECT_ACCESS_DENIED',
    ],
    ['AllAccessDisabled', answered(403, 'AllAccessDisabled'), 'OBJECT_ACCESS_DENIED'],
    ['AccessDenied about kms:Decrypt', answered(403, 'AccessDenied', DECRYPT), 'KMS_ACCESS_DENIED'],
    ['AccessDenied about a ciphertext', answered(403, 'AccessDenied', CIPHERTEXT), 'KMS_ACCESS_DENIED'],
    ['KMS.AccessDeniedException', answered(403, 'KMS.AccessDeniedException'), 'KMS_ACCESS_DENIED'],
    ['KMS.DisabledException', answered(400, 'KMS.DisabledException'), 'KMS_ACCESS_DENIED'],
    ['KMS.NotFoundException', answered(400, 'KMS.NotFoundException'), 'KMS_ACCESS_DENIED'],
    ['InvalidObjectState', modelled(InvalidObjectState, 403), 'OBJECT_ARCHIVED'],
    ['InvalidRequest', answered(400, 'InvalidRequest'), 'S3_REQUEST_FAILED'],
    ['a redirection to nowhere', answered(301, 'PermanentRedirect'), 'S3_REQUEST_FAILED'],
    ['a mistake in the call', broken('TypeError', 'ERR_INVALID_ARG_TYPE'), 'S3_REQUEST_FAILED'],
    ['a missing region', new Error('Region is missing'), 'S3_REQUEST_FAILED'],
    ['something thrown that is no error', 'oh', 'S3_REQUEST_FAILED'],
  ])('%s is permanent', (_name, cause, code) => {
    const error = toS3Error(cause, PLACE);
    expect(error).toMatchObject({ code, cause });
    expect(isRetryable(error)).toBe(false);
    expect(error.message).toMatch(/^s3:\/\/trail-logs\/AWSLogs\/1\/x\.json\.gz .+\. [A-Z].+\.$/);
  });

  it.each([
    ['SlowDown', answered(503, 'SlowDown')],
    ['ServiceUnavailable', answered(503, 'ServiceUnavailable')],
    ['InternalError', answered(500, 'InternalError')],
    ['an answer of a gateway', answered(502, 'Unknown')],
    ['429', answered(429, 'Unknown')],
    ['KMS.ThrottlingException', answered(400, 'KMS.ThrottlingException')],
    ['ThrottlingException', answered(400, 'ThrottlingException')],
    ['ExpiredToken', answered(400, 'ExpiredToken')],
    ['TokenRefreshRequired', answered(400, 'TokenRefreshRequired')],
    ['RequestTimeTooSkewed', answered(403, 'RequestTimeTooSkewed')],
    ['RequestTimeout', answered(400, 'RequestTimeout')],
    ['OperationAborted', answered(409, 'OperationAborted')],
    ['no credentials', broken('CredentialsProviderError')],
    ['a time-out of the client', broken('TimeoutError')],
    ...[
      'ECONNRESET',
      'ECONNREFUSED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EPIPE',
      'EHOSTUNREACH',
      'CERT_HAS_EXPIRED',
    ].map((code): [string, Error] => [code, broken('Error', code)]),
    ['another name in the certificate', broken('Error', 'ERR_TLS_CERT_ALTNAME_INVALID')],
    [
      'an error of another realm',
      new Error('AWS SDK error wrapper for Error: connect ECONNREFUSED 127.0.0.1:9'),
    ],
    ['a body that ended early', broken('Error', 'ERR_STREAM_PREMATURE_CLOSE')],
  ])('%s may be better later', (_name, cause) => {
    const error = toS3Error(cause, PLACE);
    expect(error).toMatchObject({ code: 'S3_UNAVAILABLE', cause });
    expect(isRetryable(error)).toBe(true);
  });

  it('about another version says that it changed', () => {
    const cause = answered(412, 'PreconditionFailed');
    expect(toS3Error(cause, PLACE)).toMatchObject({ code: 'OBJECT_CHANGED', retryable: true, cause });
  });

  it('names what to do', () => {
    const said = (error: unknown) => toS3Error(error, PLACE).message;
    expect(said(answered(403, 'AccessDenied', DECRYPT))).toMatch(
      /not authorized.* Grant kms:Decrypt on the key/,
    );
    expect(said(answered(403, 'AccessDenied'))).toMatch(
      /S3 said: HTTP 403, AccessDenied, what S3 says\. Grant s3:GetObject/,
    );
    expect(toS3Error(modelled(NoSuchBucket, 404), { bucket: 'b-1' }).message).toMatch(
      /^The bucket b-1 .*Check the name/,
    );
  });

  it('that is ours already stays as it is', () => {
    const ours = new FullstopError('S3_URL_INVALID', 'no');
    expect(toS3Error(ours, PLACE)).toBe(ours);
  });
});
