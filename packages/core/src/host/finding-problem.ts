import { isJsonObject } from '../event/json.js';

const TEXTS = ['instanceId', 'applicationId', 'applicationVersion', 'fingerprintKey'] as const;

/** What keeps something from being a finding of one of these types; `undefined` when it is one. */
export function findingProblem(finding: unknown, declaredTypes: readonly string[]): string | undefined {
  if (!isJsonObject(finding)) return 'a finding must be an object.';
  if (typeof finding.type !== 'string' || !declaredTypes.includes(finding.type)) {
    return `a finding has the type ${String(finding.type)}, which is not declared under emits (${declaredTypes.join(', ')}).`;
  }
  const wrong = TEXTS.find((name) => finding[name] !== undefined && typeof finding[name] !== 'string');
  if (wrong) return `${wrong} of a finding must be a text, or absent.`;
  return isStorable(finding.metaInfo) ? undefined : 'metaInfo of a finding must be JSON, or absent.';
}

// A store would fail with it, and take everything else of the same log object along.
function isStorable(metaInfo: unknown): boolean {
  try {
    return metaInfo === undefined || JSON.stringify(metaInfo) !== undefined;
  } catch {
    return false;
  }
}
