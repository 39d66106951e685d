import { AWS_CLIENTS } from '@fullstop/aws';
import { KIO } from '@fullstop/clients';
import { INSTANCE_HISTORY, type Provided } from '@fullstop/core';
import { CREDENTIAL_REPORTS, CredentialReports, TAUPAGE_IMAGES, type TaupageImages } from '@fullstop/jobs';
import type { Config } from '../../config/config.schema.js';
import { approvedImagesOf } from '../../plugins/approved-images.js';
import type { PluginServices } from '../../plugins/plugin-services.js';

/** What jobs get beside their options, the clock and the logger. */
export function providedForJobs(config: Config, { lent, outside }: PluginServices): readonly Provided[] {
  const images = taupageImagesOf(config);
  return [
    { token: AWS_CLIENTS, value: lent.clients },
    { token: INSTANCE_HISTORY, value: lent.history },
    { token: CREDENTIAL_REPORTS, value: new CredentialReports() },
    ...(outside.kio ? [{ token: KIO, value: outside.kio }] : []),
    // Jobs that need to know them are not active while nobody said it.
    ...(images.length > 0 ? [{ token: TAUPAGE_IMAGES, value: images }] : []),
  ];
}

function taupageImagesOf(config: Config): TaupageImages[] {
  const { taupageOwners = [], taupageNamePrefix = '', taupageImages = [] } = approvedImagesOf(config) ?? {};
  return [...taupageOwners.map((ownerId) => ({ ownerId, namePrefix: taupageNamePrefix })), ...taupageImages];
}
