import type { JsonObject, JsonValue } from '@fullstop/core';
import { recordOf } from '../envelope.js';
import { assumedRole, bare, iamUser, service } from '../identities.js';
import type { Scene } from '../scene.js';

/** Writes a record that no plugin looks at, together with how often it occurs beside the others. */
export interface QuietCall {
  readonly weight: number;
  build(scene: Scene): JsonObject;
}

/** Calls that read: most of every trail. */
export const READING_CALLS: readonly QuietCall[] = [
  read(9, 'ec2', 'DescribeInstances', ({ random }) => ({
    maxResults: 1000,
    instancesSet: {},
    filterSet: { items: [{ name: 'tag:Name', valueSet: { items: [{ value: `shop-${random.hex(4)}` }] } }] },
  })),
  read(5, 'ec2', 'DescribeRouteTables', ({ random }) => ({
    routeTableIdSet: { items: [{ routeTableId: `rtb-0${random.hex(16)}` }] },
    filterSet: {},
  })),
  read(4, 'ec2', 'DescribeSecurityGroups', ({ random }) => ({
    securityGroupSet: {},
    securityGroupIdSet: { items: [{ groupId: `sg-0${random.hex(16)}` }] },
    filterSet: {},
  })),
  read(3, 'ec2', 'DescribeImages', () => ({
    ownersSet: { items: [{ owner: 'self' }] },
    imagesSet: {},
    filterSet: {},
  })),
  read(3, 'ec2', 'DescribeNetworkInterfaces', ({ random }) => ({
    networkInterfaceIdSet: { items: [{ networkInterfaceId: `eni-0${random.hex(16)}` }] },
    filterSet: {},
  })),
  read(4, 'ssm', 'GetParameter', () => ({ name: '/shop/prod/db/password', withDecryption: true })),
  read(3, 'secretsmanager', 'GetSecretValue', ({ random }) => ({ secretId: `prod/shop-${random.hex(6)}` })),
  read(4, 'elasticloadbalancing', 'DescribeTargetHealth', (scene) => ({
    targetGroupArn: `arn:aws:elasticloadbalancing:${scene.region}:${scene.accountId}:targetgroup/shop/${scene.random.hex(16)}`,
  })),
  read(3, 'autoscaling', 'DescribeAutoScalingGroups', () => ({ maxRecords: 100 })),
  read(3, 'monitoring', 'DescribeAlarms', () => ({ alarmTypes: ['MetricAlarm'], maxRecords: 100 })),
  read(3, 'logs', 'DescribeLogStreams', () => ({ logGroupName: '/aws/lambda/checkout', limit: 50 })),
  read(2, 'rds', 'DescribeDBInstances', () => ({ maxRecords: 100 })),
  read(2, 'dynamodb', 'DescribeTable', () => ({ tableName: 'carts' })),
  read(2, 'ecr', 'BatchGetImage', ({ random }) => ({
    repositoryName: 'platform/shop',
    imageIds: [{ imageDigest: `sha256:${random.hex(64)}` }],
    acceptedMediaTypes: ['application/vnd.oci.image.manifest.v1+json'],
  })),
  read(2, 'lambda', 'ListFunctions20150331', () => ({ maxItems: 50 })),
  read(2, 'lambda', 'GetFunction20150331v2', () => ({ functionName: 'checkout' })),
  read(3, 'sts', 'GetCallerIdentity', () => null),
  read(2, 'cloudformation', 'DescribeStacks', () => ({ stackName: 'shop-blue' })),
  read(2, 'organizations', 'ListAccounts', () => null),
  read(3, 'eks', 'DescribeCluster', () => ({ name: 'prod' })),
  { weight: 9, build: decrypt },
  { weight: 12, build: assumeRole },
  { weight: 4, build: bucketAcl },
  { weight: 3, build: refusedRead },
];

function read(
  weight: number,
  serviceName: string,
  name: string,
  requestOf: (scene: Scene) => JsonValue,
): QuietCall {
  const build = (scene: Scene): JsonObject => {
    const caller = scene.random.chance(0.15) ? iamUser(scene) : assumedRole(scene);
    return recordOf(scene, { service: serviceName, name, caller, request: requestOf(scene), readOnly: true });
  };
  return { weight, build };
}

function decrypt(scene: Scene): JsonObject {
  const keyArn = `arn:aws:kms:${scene.region}:${scene.accountId}:key/${scene.random.uuid()}`;
  return recordOf(scene, {
    service: 'kms',
    name: 'Decrypt',
    caller: scene.random.chance(0.3) ? bare(scene, 'secretsmanager.amazonaws.com') : assumedRole(scene),
    request: {
      encryptionContext: {
        PARAMETER_ARN: `arn:aws:ssm:${scene.region}:${scene.accountId}:parameter/shop/prod/db`,
      },
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    },
    readOnly: true,
    extra: { resources: [{ accountId: scene.accountId, type: 'AWS::KMS::Key', ARN: keyArn }] },
  });
}

function assumeRole(scene: Scene): JsonObject {
  const { random } = scene;
  const role = random.pick(['shop-task', 'lambda-checkout', 'AWSServiceRoleForRDS', 'eks-node']);
  const roleArn = `arn:aws:iam::${scene.accountId}:role/${role}`;
  const session = random.hex(12);
  return recordOf(scene, {
    service: 'sts',
    name: 'AssumeRole',
    caller: service(random.pick(['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com', 'rds.amazonaws.com'])),
    request: { roleArn, roleSessionName: session, durationSeconds: 3600 },
    response: {
      credentials: {
        accessKeyId: `ASIA${random.capitals(16)}`,
        sessionToken: random.alphanumeric(420),
        expiration: 'Mar 2, 2026, 10:15:00 AM',
      },
      assumedRoleUser: {
        assumedRoleId: `AROA${random.capitals(17)}:${session}`,
        arn: `arn:aws:sts::${scene.accountId}:assumed-role/${role}/${session}`,
      },
    },
    readOnly: true,
    extra: {
      resources: [{ accountId: scene.accountId, type: 'AWS::IAM::Role', ARN: roleArn }],
      sharedEventID: random.uuid(),
    },
  });
}

function bucketAcl(scene: Scene): JsonObject {
  const bucketName = `acme-logs-${scene.accountId}`;
  return recordOf(scene, {
    service: 's3',
    name: 'GetBucketAcl',
    caller: service('cloudtrail.amazonaws.com'),
    request: { bucketName, Host: `${bucketName}.s3.${scene.region}.amazonaws.com`, acl: '' },
    readOnly: true,
    extra: {
      additionalEventData: {
        SignatureVersion: 'SigV4',
        CipherSuite: 'TLS_AES_128_GCM_SHA256',
        bytesTransferredIn: 0,
        AuthenticationMethod: 'AuthHeader',
        'x-amz-id-2': `${scene.random.alphanumeric(75)}=`,
        bytesTransferredOut: 550,
      },
      resources: [{ accountId: scene.accountId, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucketName}` }],
      sharedEventID: scene.random.uuid(),
    },
  });
}

function refusedRead(scene: Scene): JsonObject {
  const caller = assumedRole(scene, 'ReadOnly');
  const message =
    'User is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action';
  const error = { code: 'Client.UnauthorizedOperation', message };
  const request = { instancesSet: {}, filterSet: {} };
  return recordOf(scene, {
    service: 'ec2',
    name: 'DescribeInstances',
    caller,
    request,
    readOnly: true,
    error,
  });
}
