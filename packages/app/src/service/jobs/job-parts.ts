import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import { KIO, type Kio } from '@fullstop/clients';
import {
  type Clock,
  INSTANCE_APPLICATIONS,
  INSTANCE_HISTORY,
  type InstanceHistory,
  type Provided,
} from '@fullstop/core';
import { CREDENTIAL_REPORTS, CredentialReports, TAUPAGE_IMAGES, type TaupageImages } from '@fullstop/jobs';
import { type Database, LifecycleQueries } from '@fullstop/store';
import type { Config } from '../../config/config.schema.js';
import { approvedImagesOf } from '../../plugins/approved-images.js';

/** Whom jobs may ask. */
export interface JobSources {
  readonly clients: AwsClients;
  /** Absent when no application registry is configured. */
  readonly kio: Kio | undefined;
  readonly history: InstanceHistory;
  readonly database: Pick<Database, 'dataSource'>;
  readonly clock: Clock;
}

/** What jobs get beside their options, the clock and the logger. */
export function providedForJobs(
  config: Config,
  { clients, kio, history, database, clock }: JobSources,
): readonly Provided[] {
  const images = taupageImagesOf(config);
  return [
    { token: AWS_CLIENTS, value: clients },
    { token: INSTANCE_HISTORY, value: history },
    { token: INSTANCE_APPLICATIONS, value: new LifecycleQueries(database.dataSource) },
    { token: CREDENTIAL_REPORTS, value: new CredentialReports({ clock }) },
    ...(kio ? [{ token: KIO, value: kio }] : []),
    // Jobs that need to know them are not active while nobody said it.
    ...(images.length > 0 ? [{ token: TAUPAGE_IMAGES, value: images }] : []),
  ];
}

function taupageImagesOf(config: Config): TaupageImages[] {
  const { taupageOwners = [], taupageNamePrefix = '', taupageImages = [] } = approvedImagesOf(config) ?? {};
  return [...taupageOwners.map((ownerId) => ({ ownerId, namePrefix: taupageNamePrefix })), ...taupageImages];
}
