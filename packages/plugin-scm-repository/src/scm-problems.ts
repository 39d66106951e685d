import { type KioApplication, storableText } from '@fullstop/clients';
import type { Finding } from '@fullstop/core';
import type { OwnerRules } from './owner-rules.js';
import { normalFormOf, type Repository } from './repository-url.js';

/** What an instance runs, and where its build says the source code came from. */
export interface Deployment {
  /** From the user data; empty when there is none. */
  readonly applicationId: string;
  /** Name of the image; empty when there is none. */
  readonly artifact: string;
  /** As the build wrote it, trimmed; not blank. */
  readonly url: string;
  /** `undefined` when the address has an unknown shape, or a host that is not allowed. */
  readonly repository: Repository | undefined;
}

/** What is wrong with where an image was built from. */
export type ScmProblem = Omit<
  Finding<'ILLEGAL_SCM_REPOSITORY' | 'SCM_URL_IS_MISSING_IN_KIO' | 'SCM_URL_NOT_MATCH_WITH_KIO'>,
  'instanceId'
>;

/** What is wrong with host and owner; `undefined` when they are allowed, or not checked. */
export function ownerProblem(deployment: Deployment, rules: OwnerRules): ScmProblem | undefined {
  const { applicationId, artifact, url, repository } = deployment;
  if (rules.areOff || (repository && rules.allow(repository))) return undefined;
  const details: Record<string, string> = repository
    ? {
        normalized_scm_source_url: normalFormOf(repository),
        allowed_owners: rules.findPattern(repository.host) ?? '',
        actual_owner: repository.owner,
      }
    : { error_message: unknownUrl(url) };
  return {
    type: 'ILLEGAL_SCM_REPOSITORY',
    metaInfo: { application_id: applicationId, deployment_artifact: artifact, ...details },
  };
}

/** How the repository differs from the one that the application registry names; `undefined` when it does not. */
export function registrationProblem(
  { artifact, url, repository }: Deployment,
  { id, scmUrl }: KioApplication,
  parse: (url: string) => Repository | undefined,
): ScmProblem | undefined {
  const registeredUrl = scmUrl?.trim();
  if (!registeredUrl) return { type: 'SCM_URL_IS_MISSING_IN_KIO', metaInfo: { application_id: id } };

  const registered = parse(registeredUrl);
  if (isSame(repository, registered) || (!repository && !registered && url === registeredUrl))
    return undefined;
  return {
    type: 'SCM_URL_NOT_MATCH_WITH_KIO',
    metaInfo: {
      application_id: id,
      deployment_artifact: artifact,
      normalized_scm_source_url: repository ? normalFormOf(repository) : '',
      ...(registered
        ? { normalized_kio_scm_url: normalFormOf(registered) }
        : { kio_scm_url: storableText(registeredUrl) }),
      ...(!(registered && repository) && { error_message: unknownUrl(registered ? url : registeredUrl) }),
    },
  };
}

function isSame(one: Repository | undefined, other: Repository | undefined): boolean {
  return one !== undefined && other !== undefined && normalFormOf(one) === normalFormOf(other);
}

function unknownUrl(url: string): string {
  return `Unknown SCM URL: ${storableText(url)}`;
}
