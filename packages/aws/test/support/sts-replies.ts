/** An answer over HTTP. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
const METADATA = '<ResponseMetadata><RequestId>request</RequestId></ResponseMetadata>';

/** Answer to AssumeRole. */
export function assumed(roleArn: string, accessKeyId: string, expiration: Date): Reply {
  const session = `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/session`;
  return xml(
    200,
    `<AssumeRoleResponse ${NAMESPACE}><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROAROLE:session</AssumedRoleId>` +
      `<Arn>${session}</Arn></AssumedRoleUser><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId>` +
      `<SecretAccessKey>secret</SecretAccessKey><SessionToken>token-of-${accessKeyId}</SessionToken>` +
      `<Expiration>${expiration.toISOString()}</Expiration></Credentials></AssumeRoleResult>${METADATA}</AssumeRoleResponse>`,
  );
}

/** Answer to GetCallerIdentity. */
export function callerIdentity(accountId: string): Reply {
  return xml(
    200,
    `<GetCallerIdentityResponse ${NAMESPACE}><GetCallerIdentityResult><Arn>arn:aws:iam::${accountId}:user/u</Arn>` +
      `<UserId>AIDAUSER</UserId><Account>${accountId}</Account></GetCallerIdentityResult>${METADATA}</GetCallerIdentityResponse>`,
  );
}

/** Answer of SQS to ListQueues. */
export function queues(urls: readonly string[]): Reply {
  return { status: 200, type: 'application/x-amz-json-1.0', body: JSON.stringify({ QueueUrls: urls }) };
}

/** A refusal of SQS. */
export function sqsError(status: number, code: string, message: string): Reply {
  const body = JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message });
  return { status, type: 'application/x-amz-json-1.0', body };
}

/** A refusal of STS. */
export function stsError(status: number, code: string, message: string): Reply {
  return xml(
    status,
    `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
      '<RequestId>request</RequestId></ErrorResponse>',
  );
}

function xml(status: number, body: string): Reply {
  return { status, type: 'text/xml', body };
}
