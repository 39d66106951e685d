import { InvalidAccountIdError, partitionOf, roleArnOf } from '@fullstop/aws';
import { describe, expect, it } from '@jest/globals';

const accountId = '111122223333';

describe('C7, CP-5: the partition in the role ARN', () => {
  it.each([
    ['eu-west-1', 'aws'],
    ['us-east-1', 'aws'],
    ['us-west-2', 'aws'],
    ['mx-central-1', 'aws'],
    ['a-region-of-next-year-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('of region %s is %s', (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
    expect(roleArnOf({ accountId, roleName: 'fullstop', region })).toBe(
      `arn:${partition}:iam::111122223333:role/fullstop`,
    );
  });

  it('is aws without a region', () => {
    expect(roleArnOf({ accountId, roleName: 'fullstop' })).toBe('arn:aws:iam::111122223333:role/fullstop');
  });
});

describe('the role ARN', () => {
  it.each(['audit/tools', '/audit/tools', '/audit/tools/', 'audit//tools'])(
    'has the path %s once',
    (rolePath) => {
      expect(roleArnOf({ accountId, roleName: 'reader', rolePath })).toBe(
        'arn:aws:iam::111122223333:role/audit/tools/reader',
      );
    },
  );

  it.each(['', '1111', 'anonymous', '1111222233334', '11112222333a', '*'])('has no account %j', (invalid) => {
    expect(() => roleArnOf({ accountId: invalid, roleName: 'fullstop' })).toThrow(InvalidAccountIdError);
  });
});
