import type { JsonObject } from '@fullstop/core';
import { LAMBDA } from '../events/lambda.js';
import type { ExpectedFinding, Scene } from '../scene.js';
import { checkOf, type Episode, episodeOf, violationIn } from './episode.js';

/** The bucket whose code is trusted here; in the world for default options no bucket is. */
export const TRUSTED_BUCKET = 'acme-lambda-eu-central-1';

/** The Lambda cases of the sample world, with one trusted bucket. */
export const FUNCTIONS: readonly ((scene: Scene) => Episode)[] = LAMBDA.map(({ build }) => (scene) => {
  const { record, expected } = build(scene);
  const untrusted = expected.filter(({ metaInfo }) => metaInfo.s3_bucket !== TRUSTED_BUCKET);
  const isRegion = ({ type }: ExpectedFinding) => type === 'WRONG_REGION';
  return episodeOf(record, {
    checks: [
      check(
        scene,
        record,
        'lambda',
        untrusted.filter((finding) => !isRegion(finding)),
      ),
      check(scene, record, 'lambda-region', untrusted.filter(isRegion)),
    ],
  });
});

function check(scene: Scene, record: JsonObject, plugin: string, findings: readonly ExpectedFinding[]) {
  const checked = findings.map((finding) => ({ violation: violationIn(scene, record, finding), needs: [] }));
  return checkOf(record, plugin, [], checked);
}
