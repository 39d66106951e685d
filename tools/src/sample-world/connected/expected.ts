import type { JsonObject, JsonValue } from '@fullstop/core';

/** A service outside that plugins ask. */
export type Outside = 'sts' | 'ec2' | 'iam' | 's3' | 'kio' | 'pierone';

/** A violation that must be stored; member names as in the database. */
export interface ConnectedViolation {
  readonly account_id: string;
  readonly region: string;
  readonly event_id: string;
  readonly type: string;
  readonly instance_id: string | null;
  readonly meta_info: JsonObject | null;
  readonly username: string | null;
  readonly application: string | null;
  readonly version: string | null;
}

/** What a plugin must find about one resource of an event. */
export interface CheckedFinding {
  readonly violation: ConnectedViolation;
  /** Without any of these the finding cannot be made. */
  readonly needs: readonly Outside[];
  /** What is stored instead when EC2 cannot be asked, for findings that do not need it but say more with it. */
  readonly withoutEc2?: ConnectedViolation;
}

/** A plugin looks at an event. */
export interface ConnectedCheck {
  readonly plugin: string;
  readonly event_id: string;
  /** Without any of these the check is not decided. */
  readonly needs: readonly Outside[];
  readonly findings: readonly CheckedFinding[];
}

/** A row of an instance's history that must be stored. */
export interface ExpectedLifecycle {
  readonly account_id: string;
  readonly region: string;
  readonly event_id: string;
  readonly instance_id: string;
  readonly event_type: string;
  /** ISO 8601, UTC. */
  readonly event_date: string;
  readonly image_id: string | null;
  readonly image_name: string | null;
  readonly application: string;
  readonly version: string;
}

/** An object that must be in the bucket for instance data. Times of the run, in the key as well, are {@link CAPTURED}. */
export interface ExpectedArchive {
  readonly event_id: string;
  readonly key: string;
  readonly document: JsonValue;
}

/** Stands for a time that only the run knows. */
export const CAPTURED = '<captured>';

/** What must be there after some events. */
export interface Expected {
  readonly checks: readonly ConnectedCheck[];
  readonly lifecycle: readonly ExpectedLifecycle[];
  readonly archives: readonly ExpectedArchive[];
}

/** What must be stored while some services outside cannot be asked; everything else must be pending. */
export interface ExpectedDuring {
  readonly violations: readonly ConnectedViolation[];
  /** `<plugin> <event id>` of each check without a decision. */
  readonly pending: readonly string[];
  readonly lifecycle: readonly ExpectedLifecycle[];
  readonly archives: readonly ExpectedArchive[];
}

const ARCHIVE_NEEDS: readonly Outside[] = ['sts', 'ec2', 's3'];
const LIFECYCLE_NEEDS: readonly Outside[] = ['sts', 'ec2'];

/** What must be there when these services cannot be asked. Without any: what must be there in the end. */
export function expectedDuring(
  { checks, lifecycle, archives }: Expected,
  down: readonly Outside[],
): ExpectedDuring {
  const works = (needs: readonly Outside[]) => !needs.some((service) => down.includes(service));
  const withEc2 = works(LIFECYCLE_NEEDS);
  return {
    violations: checks
      .flatMap(({ findings }) => findings)
      .filter(({ needs }) => works(needs))
      .map(({ violation, withoutEc2 }) => (withEc2 ? violation : (withoutEc2 ?? violation))),
    pending: checks
      .filter(({ needs }) => !works(needs))
      .map(({ plugin, event_id }) => `${plugin} ${event_id}`),
    lifecycle: withEc2 ? lifecycle : [],
    archives: works(ARCHIVE_NEEDS) ? archives : [],
  };
}

/** What must be there in the end, after these services could not be asked at first. */
export function expectedAfter(expected: Expected, wereDown: readonly Outside[]): ExpectedDuring {
  const end = expectedDuring(expected, []);
  // What is stored stays as it is.
  const first = expectedDuring(expected, wereDown).violations;
  const key = ({ event_id, type, instance_id }: ConnectedViolation) => `${event_id} ${type} ${instance_id}`;
  const stored = new Map(first.map((violation) => [key(violation), violation]));
  return { ...end, violations: end.violations.map((violation) => stored.get(key(violation)) ?? violation) };
}
