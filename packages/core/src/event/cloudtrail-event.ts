import type { JsonObject, JsonValue } from './json.js';

/** Where a record came from. Stored with pending checks, so that a retry sees the same event. */
export interface EventOrigin {
  /** S3 bucket, or `file://` and the absolute folder that was scanned. */
  readonly bucket: string;
  /** Object key, or the file's path below that folder. */
  readonly key: string;
  /** Position in the `Records` list, from 0. */
  readonly recordIndex: number;
  /** Id of the SQS message that announced the object; absent for files. */
  readonly messageId?: string;
  /** Account named in the object key; the last resort for {@link CloudTrailEvent.accountId}. */
  readonly keyAccountId?: string;
  /** Region named in the object key; the last resort for {@link CloudTrailEvent.awsRegion}. */
  readonly keyRegion?: string;
}

/** Who made a call. CloudTrail adds members over time; all others are in {@link CloudTrailEvent.record}. */
export interface UserIdentity {
  /** `Root`, `IAMUser`, `AssumedRole`, `FederatedUser`, `AWSAccount`, `AWSService`, `IdentityCenterUser`, … */
  readonly type?: string;
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  /** Service that made the call on somebody's behalf, such as `autoscaling.amazonaws.com`. */
  readonly invokedBy?: string;
  /** The role or user that a temporary session was made from. */
  readonly sessionIssuer?: {
    readonly type?: string;
    readonly principalId?: string;
    readonly arn?: string;
    readonly accountId?: string;
    readonly userName?: string;
  };
}

/**
 * One CloudTrail record, event version 1.0 to 1.11, read tolerantly: what is not a text where a text belongs is absent.
 * Names are CloudTrail's own; `accountId`, `username` and `origin` are derived.
 */
export interface CloudTrailEvent<Request = JsonValue, Response = JsonValue> {
  /** Lower-case event id; of a record that corrects an earlier one (`addendum`), the earlier one's id. */
  readonly eventID: string;
  readonly eventTime: Date;
  /** `major.minor`; compare with `compareEventVersions`, never as a decimal. */
  readonly eventVersion?: string;
  /** Service, such as `ec2.amazonaws.com`. */
  readonly eventSource: string;
  /** API action, such as `RunInstances`; for Lambda with the API's date, such as `CreateFunction20150331`. */
  readonly eventName: string;
  /** `AwsApiCall`, `AwsServiceEvent`, `AwsConsoleSignIn`, … */
  readonly eventType?: string;
  /** `Management`, `Data`, …; absent before event version 1.08. */
  readonly eventCategory?: string;
  /** Region as text. Never checked against a list: new regions are the interesting ones. */
  readonly awsRegion: string;
  /** The account that owns the resource: recipient, else identity, else session issuer, else object key. */
  readonly accountId: string;
  readonly recipientAccountId?: string;
  /** `userIdentity.arn`; absent for calls made by AWS services. */
  readonly username?: string;
  readonly userIdentity?: UserIdentity;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly readOnly?: boolean;
  readonly requestParameters?: Request;
  readonly responseElements?: Response;
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
  readonly requestID?: string;
  readonly sharedEventID?: string;
  readonly vpcEndpointId?: string;
  /** The whole record as it was parsed, for members that have no name above. */
  readonly record: JsonObject;
  readonly origin: EventOrigin;
}
