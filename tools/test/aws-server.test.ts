import {
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AwsServer, type AwsWorld, OWN_ACCOUNT_ID } from '@fullstop/tools/aws-server';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ACCOUNT = '111122223333';
const POLICY = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const WORLD: AwsWorld = {
  accounts: {
    [ACCOUNT]: {
      images: [
        { imageId: 'ami-1', name: 'a & <b>', ownerId: ACCOUNT },
        { imageId: 'ami-2', deprecationTime: '2026-01-01T00:00:00.000Z' },
        { imageId: 'ami-3', region: 'us-east-1' },
      ],
      instances: ['i-1', 'i-2', 'i-3'].map((instanceId) => ({
        instanceId,
        clientToken: 'token',
        userData: 'text',
      })),
      subnets: [{ subnetId: 'subnet-1', vpcId: 'vpc-1' }],
      securityGroups: [{ groupId: 'sg-1' }],
      roles: [
        {
          roleName: 'shop',
          trust: POLICY,
          inline: { a: POLICY, b: POLICY },
          attached: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
        },
      ],
      functions: [{ functionName: 'shop', packageType: 'Image', imageUri: 'registry/shop:1' }],
    },
    '444455556666': { denied: true },
  },
};

const environment = { ...process.env };
let server: AwsServer;
let ec2: EC2Client;

beforeEach(async () => {
  server = await AwsServer.start(WORLD);
  Object.assign(process.env, server.environment);
  const credentials = { accessKeyId: `ASIA${ACCOUNT}0000`, secretAccessKey: 'secret' };
  ec2 = new EC2Client({ region: 'eu-west-1', credentials, maxAttempts: 2 });
});

afterEach(async () => {
  ec2.destroy();
  await server.stop();
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, environment);
});

/** As the SDK would ask; there is no client of these services here. */
async function ask(
  service: string,
  path: string,
  params?: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=ASIA${ACCOUNT}0000/20260302/us-east-1/${service}/aws4_request`,
  };
  const post = params && { method: 'POST', body: new URLSearchParams(params) };
  const answer = await fetch(`${server.url}${path}`, { headers, ...post });
  return { status: answer.status, text: await answer.text() };
}

describe('AWS server', () => {
  it('gives sessions whose account it knows again', async () => {
    const own = new STSClient({});
    expect(await own.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: OWN_ACCOUNT_ID });
    const assume = (accountId: string) =>
      own.send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${accountId}:role/fullstop`,
          RoleSessionName: 'test',
        }),
      );
    const { Credentials: session } = await assume(ACCOUNT);
    const credentials = {
      accessKeyId: session?.AccessKeyId ?? '',
      secretAccessKey: session?.SecretAccessKey ?? '',
    };
    const assumed = new STSClient({ credentials });
    expect(await assumed.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: ACCOUNT });
    await expect(assume('444455556666')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume('777788889999')).rejects.toMatchObject({ name: 'AccessDenied' });
    own.destroy();
    assumed.destroy();
  });

  it('knows regions, deprecated images and characters that XML minds', async () => {
    const { Images } = await ec2.send(new DescribeImagesCommand({}));
    expect(Images).toMatchObject([
      { ImageId: 'ami-1', Name: 'a & <b>', OwnerId: ACCOUNT, State: 'available' },
    ]);
    await expect(ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-1', 'ami-3'] }))).rejects.toMatchObject(
      { name: 'InvalidAMIID.NotFound' },
    );
  });

  it('pages', async () => {
    const pages: number[] = [];
    const Filters = [{ Name: 'client-token', Values: ['token'] }];
    for await (const page of paginateDescribeInstances({ client: ec2, pageSize: 2 }, { Filters })) {
      pages.push(page.Reservations?.length ?? 0);
    }
    expect(pages).toEqual([2, 1]);
  });

  it('refuses ids that do not exist, filters and actions that it does not know', async () => {
    await expect(ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-9'] }))).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
    await expect(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-9'] }))).rejects.toMatchObject({
      name: 'InvalidGroup.NotFound',
    });
    await expect(
      ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'x', Values: ['y'] }] })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect((await ask('ec2', '/', { Action: 'RunInstances' })).text).toContain('InvalidAction');
  });

  it('encodes user data, and knows subnets', async () => {
    const attribute = new DescribeInstanceAttributeCommand({ InstanceId: 'i-1', Attribute: 'userData' });
    expect((await ec2.send(attribute)).UserData?.Value).toBe(Buffer.from('text').toString('base64'));
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-1'] }));
    expect(Subnets).toMatchObject([{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }]);
  });

  it('makes trouble so many times, and counts', async () => {
    server.fail({
      service: 'ec2',
      action: 'DescribeImages',
      accountId: ACCOUNT,
      code: 'RequestLimitExceeded',
      status: 503,
      times: 1,
    });
    server.fail({ accountId: 'another', code: 'InternalError', status: 500 });
    expect((await ec2.send(new DescribeImagesCommand({}))).Images).toHaveLength(1);
    expect(server.count({ action: 'DescribeImages', accountId: ACCOUNT, region: 'eu-west-1' })).toBe(2);
    expect(server.count({ service: 'iam' })).toBe(0);
  });

  it('delays answers, and never gives some', async () => {
    server.fail({ delayMs: 50, times: 1 });
    const start = performance.now();
    await ec2.send(new DescribeImagesCommand({}));
    expect(performance.now() - start).toBeGreaterThanOrEqual(45);
    server.fail({ hang: true });
    const abortSignal = AbortSignal.timeout(200);
    await expect(ec2.send(new DescribeImagesCommand({}), { abortSignal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    server.heal();
    await ec2.send(new DescribeImagesCommand({}));
  });

  it('speaks for IAM', async () => {
    const role = { RoleName: 'shop' };
    const encoded = encodeURIComponent(JSON.stringify(POLICY));
    expect((await ask('iam', '/', { Action: 'GetRole', ...role })).text).toContain(
      `<AssumeRolePolicyDocument>${encoded}<`,
    );
    const first = await ask('iam', '/', { Action: 'ListRolePolicies', MaxItems: '1', ...role });
    expect(first.text).toContain(
      '<PolicyNames><member>a</member></PolicyNames><IsTruncated>true</IsTruncated><Marker>1</Marker>',
    );
    const attached = await ask('iam', '/', { Action: 'ListAttachedRolePolicies', ...role });
    expect(attached.text).toContain('<PolicyName>ReadOnlyAccess</PolicyName>');
    const policy = await ask('iam', '/', { Action: 'GetRolePolicy', PolicyName: 'b', ...role });
    expect(policy.text).toContain(`<PolicyDocument>${encoded}</PolicyDocument>`);
    const missing = await ask('iam', '/', { Action: 'GetRole', RoleName: 'x' });
    expect(missing).toMatchObject({
      status: 404,
      text: expect.stringContaining('<Code>NoSuchEntity</Code>'),
    });
  });

  it('speaks for Lambda', async () => {
    const { text } = await ask('lambda', '/2015-03-31/functions/shop');
    expect(JSON.parse(text)).toMatchObject({
      Configuration: { PackageType: 'Image' },
      Code: { ImageUri: 'registry/shop:1' },
    });
    expect(await ask('lambda', '/2015-03-31/functions/x')).toMatchObject({ status: 404 });
  });
});
