import type { UserDataFacts } from '@fullstop/aws/user-data';
import type { KioApplication, PierOneTag, ScmSource } from '@fullstop/clients';
import type { CloudTrailEvent, InstanceItem } from '@fullstop/core';
import type { ImageVerdict } from './facts/image-verdict.js';
import type { MachineImage } from './facts/machine-image.js';
import type { SecurityGroupFacts } from './facts/security-group-facts.js';
import type { SubnetFacts } from './facts/subnet-facts.js';

/**
 * An EC2 instance of an event, and the facts about it. A fact is fetched when first asked for, and shared by all plugins of
 * the process. It is `undefined` when it is known not to exist.
 *
 * Every fact throws {@link FactUnavailableError} when it could not be had: throttled, denied, timed out, or the instance is
 * gone. Do not catch it: the check is then tried again later.
 */
export interface Instance {
  readonly instanceId: string;
  /** Account of the event. */
  readonly accountId: string;
  readonly region: string;
  /** What the event says about it. When CloudTrail cut the list for its size: what EC2 said, in the same shape. */
  readonly item: InstanceItem;
  /** Whether an AWS service manages it (`operator.managed`), so that the customer chooses neither image nor user data. */
  readonly isServiceManaged: boolean;

  /** Id of its image: from the event, else from EC2, else, when the instance is gone, from earlier events. */
  imageId(): Promise<string | undefined>;
  /** Its image; `undefined` when EC2 knows nothing about it any more. */
  image(): Promise<MachineImage | undefined>;
  /** Whether its image is an approved one (a Taupage image), and if not, why. */
  imageVerdict(): Promise<ImageVerdict>;
  /** Whether its image is a Taupage image; `false` also when the image does not exist or EC2 does not tell its name or owner. */
  isTaupage(): Promise<boolean>;
  /** Its user data; read only when its image is a Taupage image. */
  userData(): Promise<UserDataFacts>;
  /** From {@link Instance.userData}, like the next three. */
  applicationId(): Promise<string | undefined>;
  applicationVersion(): Promise<string | undefined>;
  /** Name of the deployed Docker image. */
  source(): Promise<string | undefined>;
  runtime(): Promise<string | undefined>;
  /** Its application in Kio; `undefined` when it is not registered, or the instance names none. */
  application(): Promise<KioApplication | undefined>;
  /** Tag of its source in Pier One; `undefined` when the registry is none of ours, or does not list it, or there is no source. */
  imageTag(): Promise<PierOneTag | undefined>;
  /** Where its source was built from; may be empty. `undefined` as for {@link Instance.imageTag}, or when the build said nothing. */
  scmSource(): Promise<ScmSource | undefined>;
  /** Its subnet; `undefined` when it is in none. */
  subnet(): Promise<SubnetFacts | undefined>;
  /** Its security groups, those of its network interfaces included. */
  securityGroups(): Promise<SecurityGroupFacts>;
}

/** Gives the instances of events. */
export interface InstanceDirectory {
  /**
   * The instances in the response of a run, start, stop or terminate call, in order; none when it has none.
   * @param signal ends the wait for any fact of these instances with its reason, not the call that others may wait for.
   * @throws {FactUnavailableError} when CloudTrail cut the list for its size and EC2 could not tell, either.
   */
  of(event: CloudTrailEvent, signal?: AbortSignal): Promise<readonly Instance[]>;
}

/** Token of the {@link InstanceDirectory}. */
export const INSTANCES = Symbol.for('@fullstop/ec2:instances');
