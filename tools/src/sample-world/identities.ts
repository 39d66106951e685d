import type { JsonObject } from '@fullstop/core';
import { FOREIGN_ACCOUNT } from './geography.js';
import type { Scene } from './scene.js';

/** Who makes a call: the identity, and the envelope members that go with it. */
export interface Caller {
  readonly userIdentity: JsonObject;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  /** Calls that AWS makes for itself have no `tlsDetails`. */
  readonly insideAws: boolean;
}

const ROLES = [
  'Deployer',
  'PowerUser',
  'ReadOnly',
  'ci-runner',
  'prod-eks-node',
  'monitoring-agent',
] as const;
const SESSIONS = [
  'jane',
  'kim.lee',
  'botocore-session-1772442900',
  'i-0f00dbabe12345678',
  'GitHubActions',
  'søren',
];
const USER_AGENTS = [
  'aws-cli/2.31.9 md/awscrt#0.28.2 ua/2.1 os/linux#6.12.48 md/arch#aarch64 lang/python#3.13.7 md/pyimpl#CPython m/E,b,AA cfg/retry-mode#standard md/command#ec2.run-instances',
  'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-aws/6.18.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.39.4 ua/2.1 os/linux lang/go#1.25.3 md/GOOS#linux md/GOARCH#amd64',
  'Boto3/1.40.58 md/Botocore#1.40.58 ua/2.1 os/linux#6.1.155-176.282.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.12 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.40.58',
  'aws-sdk-java/2.35.11 md/io#sync md/http#Apache ua/2.1 os/Linux#5.10.244 lang/java#21.0.9 md/OpenJDK_64-Bit_Server_VM#21.0.9+10-LTS md/vendor#Amazon.com_Inc. m/D,N',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
];

/** A role of the account itself; the usual case. */
export function assumedRole(scene: Scene, role: string = scene.random.pick(ROLES)): Caller {
  return roleSession(scene, scene.accountId, role, '/');
}

/** A role that may change things; the usual case of a change. */
export function deployer(scene: Scene): Caller {
  return assumedRole(scene, scene.random.pick(['Deployer', 'PowerUser', 'ci-runner']));
}

/** A person from the identity centre, in one of its roles. */
export function sso(scene: Scene): Caller {
  return roleSession(
    scene,
    scene.accountId,
    'AWSReservedSSO_Admin_0123456789abcdef',
    '/aws-reserved/sso.amazonaws.com/',
  );
}

/** A role of an account that is not ours; the record's recipient stays ours. */
export function crossAccount(scene: Scene): Caller {
  return roleSession(scene, FOREIGN_ACCOUNT, 'vendor-automation', '/');
}

/** A user with long-lived keys. */
export function iamUser(scene: Scene): Caller {
  const userName = scene.random.pick(['legacy-backup', 'jenkins', 'm.großmann']);
  return person(scene, {
    type: 'IAMUser',
    principalId: `AIDA${scene.random.capitals(17)}`,
    arn: `arn:aws:iam::${scene.accountId}:user/${userName}`,
    accountId: scene.accountId,
    accessKeyId: `AKIA${scene.random.capitals(16)}`,
    userName,
  });
}

/** The account's root user. */
export function root(scene: Scene): Caller {
  return person(scene, {
    type: 'Root',
    principalId: scene.accountId,
    arn: `arn:aws:iam::${scene.accountId}:root`,
    accountId: scene.accountId,
    accessKeyId: `ASIA${scene.random.capitals(16)}`,
  });
}

/** The service-linked role of Auto Scaling. */
export function autoScaling(scene: Scene): Caller {
  const service = 'autoscaling.amazonaws.com';
  const name = 'AWSServiceRoleForAutoScaling';
  const session = sessionOf(scene, scene.accountId, name, `/aws-service-role/${service}/`, 'AutoScaling');
  return fromService(service, { ...session, invokedBy: service });
}

/** An AWS service with nothing but its name: neither account nor ARN. */
export function service(name: string): Caller {
  return fromService(name, { type: 'AWSService', invokedBy: name });
}

/** Only an account and a service; no type, no ARN. */
export function bare(scene: Scene, name: string): Caller {
  return fromService(name, { accountId: scene.accountId, invokedBy: name });
}

function fromService(name: string, userIdentity: JsonObject): Caller {
  return { userIdentity, sourceIPAddress: name, userAgent: name, insideAws: true };
}

function roleSession(scene: Scene, accountId: string, role: string, path: string): Caller {
  return person(scene, sessionOf(scene, accountId, role, path, scene.random.pick(SESSIONS)));
}

function sessionOf(scene: Scene, accountId: string, role: string, path: string, session: string): JsonObject {
  const principalId = `AROA${scene.random.capitals(17)}`;
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${session}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    accountId,
    accessKeyId: `ASIA${scene.random.capitals(16)}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId,
        arn: `arn:aws:iam::${accountId}:role${path}${role}`,
        accountId,
        userName: role,
      },
      attributes: {
        creationDate: `${new Date(scene.time.getTime() - 600_000).toISOString().slice(0, 19)}Z`,
        mfaAuthenticated: 'false',
      },
    },
  };
}

function person(scene: Scene, userIdentity: JsonObject): Caller {
  return {
    userIdentity,
    sourceIPAddress: `203.0.113.${1 + scene.random.int(254)}`,
    userAgent: scene.random.pick(USER_AGENTS),
    insideAws: false,
  };
}
