import type { ScmSource } from '@fullstop/clients';
import type { Finding } from '@fullstop/core';
import type { Instance } from '@fullstop/ec2';
import { storableScmSource } from './storable-scm-source.js';

/** What can be wrong with an image. */
export type ImageProblemType =
  | 'IMAGE_IN_PIERONE_NOT_FOUND'
  | 'SCM_SOURCE_JSON_MISSING'
  | 'SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON'
  | 'ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY';

type ImageProblem = Omit<Finding<ImageProblemType>, 'instanceId'>;

/** What is wrong with the image that an instance runs: in the registry, and in what its build said about the source code. */
export async function imageProblemsOf(instance: Instance, source: string): Promise<ImageProblem[]> {
  if (!(await instance.imageTag())) return [{ type: 'IMAGE_IN_PIERONE_NOT_FOUND', metaInfo: { source } }];

  const scmSource = await instance.scmSource();
  if (!scmSource) return [{ type: 'SCM_SOURCE_JSON_MISSING', metaInfo: { source } }];

  const problems: ImageProblem[] = [];
  if (!scmSource.url?.trim()) {
    problems.push(urlMissing(source, (await instance.applicationId()) ?? '', scmSource));
  }
  if (isDirty(scmSource)) problems.push(dirty(source, scmSource));
  return problems;
}

function urlMissing(source: string, applicationId: string, scmSource: ScmSource): ImageProblem {
  return {
    type: 'SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON',
    metaInfo: {
      source,
      application_id: applicationId,
      deployment_artifact: source,
      scm_source: JSON.stringify(storableScmSource(scmSource)),
    },
  };
}

function dirty(source: string, scmSource: ScmSource): ImageProblem {
  const details = Object.entries(storableScmSource(scmSource));
  return {
    type: 'ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY',
    metaInfo: { ...Object.fromEntries(details.map(([key, value]) => [`scm_source_${key}`, value])), source },
  };
}

/** `status` is what a porcelain `git status` printed: nothing when all is clean. Some build tools write `false` instead. */
function isDirty({ status }: ScmSource): boolean {
  const said = status?.trim().toLowerCase() ?? '';
  return said !== '' && said !== 'false';
}
