import {
  AccountCredentialsError,
  AssumeRoleDeniedError,
  classifyAwsError,
  factFrom,
  findAwsErrorCode,
  InvalidAccountIdError,
} from '@fullstop/aws';
import { awsError } from '@fullstop/aws/testing';
import { FactUnavailableError, isRetryable } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';

describe('an error of AWS', () => {
  it.each([
    ['not-found', 'InvalidAMIID.NotFound', 400],
    ['not-found', 'InvalidAMIID.Unavailable', 400],
    ['not-found', 'InvalidInstanceID.NotFound', 400],
    ['not-found', 'InvalidGroup.NotFound', 400],
    ['not-found', 'NoSuchEntity', 404],
    ['not-found', 'NoSuchEntityException', 404],
    ['not-found', 'NoSuchKey', 404],
    ['not-found', 'NotFound', 404],
    ['not-found', 'ResourceNotFoundException', 404],
    ['not-found', 'LoadBalancerNotFound', 400],
    ['not-found', 'DBInstanceNotFoundFault', 404],
    ['not-found', 'QueueDoesNotExist', 400],
    ['not-found', 'AWS.SimpleQueueService.NonExistentQueue', 400],
    ['denied', 'AccessDenied', 403],
    ['denied', 'AccessDeniedException', 400],
    ['denied', 'UnauthorizedOperation', 403],
    ['denied', 'AuthFailure', 401],
    ['denied', 'OptInRequired', 403],
    ['denied', 'InvalidClientTokenId', 403],
    ['denied', 'RegionDisabledException', 403],
    ['denied', 'SomethingNew', 403],
    ['throttled', 'Throttling', 400],
    ['throttled', 'ThrottlingException', 400],
    ['throttled', 'RequestLimitExceeded', 503],
    ['throttled', 'TooManyRequestsException', 429],
    ['throttled', 'SlowDown', 503],
    ['throttled', 'Whatever', 429],
    ['unavailable', 'InternalFailure', 500],
    ['unavailable', 'ServiceUnavailable', 503],
    ['unavailable', 'Whatever', 502],
    ['unavailable', 'ExpiredToken', 403],
    ['unavailable', 'RequestTimeout', 400],
    ['invalid', 'InvalidAMIID.Malformed', 400],
    ['invalid', 'InvalidParameterValue', 400],
    ['invalid', 'ValidationError', 400],
    ['invalid', 'MissingParameter', 400],
    ['invalid', 'Whatever', 400],
    // No answer of the service itself: a proxy, a wrong endpoint.
    ['unknown', 'UnknownError', 404],
  ])('is %s for %s with status %d', (expected, code, status) => {
    expect(classifyAwsError(awsError(code, status))).toBe(expected);
  });

  it('is throttled when the service’s model says so, whatever its name', () => {
    const error = Object.assign(awsError('Busy'), { $retryable: { throttling: true } });
    expect(classifyAwsError(error)).toBe('throttled');
    expect(classifyAwsError(Object.assign(awsError('Busy'), { $retryable: {} }))).toBe('unavailable');
  });
});

describe('an error on the way to AWS', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE'])(
    'is unavailable for %s',
    (code) => {
      expect(classifyAwsError(Object.assign(new Error(code), { code }))).toBe('unavailable');
      const wrapped = new Error('fetch failed', { cause: Object.assign(new Error(code), { code }) });
      expect(classifyAwsError(wrapped)).toBe('unavailable');
    },
  );

  it('is what its cause is, for credentials', () => {
    const by = (cause: unknown) =>
      classifyAwsError(new AccountCredentialsError('111122223333', 'AssumeRole', cause));
    expect(by(awsError('Throttling'))).toBe('throttled');
    expect(by(awsError('InvalidClientTokenId', 403))).toBe('denied');
    expect(by(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }))).toBe('unavailable');
    expect(classifyAwsError(new AssumeRoleDeniedError('111122223333', 'arn', new Date(0)))).toBe('denied');
  });
});

it.each([undefined, null, 'text', 7, new Error('x'), new TypeError('y'), {}])('%p is unknown', (thrown) => {
  expect(classifyAwsError(thrown)).toBe('unknown');
  expect(findAwsErrorCode(thrown)).toBeUndefined();
});

it('an error that is its own cause has an end', () => {
  const error: Error & { cause?: unknown } = new Error('round');
  error.cause = error;
  expect(classifyAwsError(error)).toBe('unknown');
});

describe('IMP-AWS-4: a fact', () => {
  const absent = ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable', 'InvalidAMIID.Malformed'];
  const failing = (error: unknown) => factFrom('AMI ami-1', () => Promise.reject(error), absent);

  it('is what the call gave', async () => {
    await expect(factFrom('AMI ami-1', async () => 'ami-1', absent)).resolves.toBe('ami-1');
  });

  it.each(absent)('is known to be absent for %s', async (code) => {
    await expect(failing(awsError(code))).resolves.toBeUndefined();
  });

  it.each([
    ['InvalidInstanceID.NotFound', 400],
    ['UnauthorizedOperation', 403],
    ['RequestLimitExceeded', 503],
    ['InternalError', 500],
    ['UnknownError', 404],
  ])('is unknown for %s, which is retryable and keeps its cause', async (code, status) => {
    const cause = awsError(code, status);
    const error = await failing(cause).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FactUnavailableError);
    expect(error).toMatchObject({ fact: 'AMI ami-1', cause, message: expect.stringContaining(code) });
    expect(isRetryable(error)).toBe(true);
  });

  it('is unknown without any answer, and when the role is denied', async () => {
    await expect(failing(new Error('socket hang up'))).rejects.toThrow(FactUnavailableError);
    const denied = new AssumeRoleDeniedError(
      '111122223333',
      'arn:aws:iam::111122223333:role/fullstop',
      new Date(0),
    );
    await expect(failing(denied)).rejects.toThrow(
      /AMI ami-1 could not be had: access denied \(Role arn:aws:iam::111122223333:role\/fullstop/,
    );
  });

  it('is not to be had twice over', async () => {
    const inner = new FactUnavailableError('user data of i-1', 'throttled');
    await expect(failing(inner)).rejects.toBe(inner);
  });

  it('lets permanent errors pass', async () => {
    const permanent = new InvalidAccountIdError('anonymous');
    await expect(failing(permanent)).rejects.toBe(permanent);
  });

  it('does not repeat kilobytes of details', async () => {
    const long = Object.assign(awsError('UnauthorizedOperation', 403), { message: 'x'.repeat(5000) });
    const error: unknown = await failing(long).catch((thrown: unknown) => thrown);
    expect((error as Error).message.length).toBeLessThan(500);
  });
});
