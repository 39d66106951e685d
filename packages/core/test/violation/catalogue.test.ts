import { describe, expect, it } from '@jest/globals';
import * as core from '../../src/index.js';
import { defineViolationType, VIOLATION_TYPES, type ViolationType } from '../../src/index.js';

/** The rows that the database has always had: id, severity, priority, title. */
const ROWS = [
  ['ACTIVE_KEY_TOO_OLD', 1, 2, 'Old IAM access key'],
  ['APPLICATION_NOT_PRESENT_IN_KIO', 1, 2, 'Application not registered'],
  ['APPLICATION_VERSION_DOES_NOT_HAVE_A_VALID_ARTIFACT', 1, 4, 'Artifact differs from registry'],
  ['APPLICATION_VERSION_NOT_PRESENT_IN_KIO', 2, 1, 'Version not registered'],
  ['ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY', 3, 1, 'Artifact from dirty checkout'],
  ['CROSS_ACCOUNT_ROLE', 0, 4, 'Role open to other account'],
  ['EC2_RUN_IN_PUBLIC_SUBNET', 0, 4, 'Instance in public subnet'],
  ['EC2_WITH_A_SNAPSHOT_IMAGE', 2, 1, 'Snapshot image deployed'],
  ['EC2_WITH_KEYPAIR', 0, 4, 'Instance with SSH key pair'],
  ['ILLEGAL_SCM_REPOSITORY', 2, 2, 'Forbidden source repository'],
  ['IMAGE_IN_PIERONE_NOT_FOUND', 2, 1, 'Image not in registry'],
  ['LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION', 1, 1, 'Lambda code not trusted'],
  ['MISSING_APPLICATION_ID_IN_USER_DATA', 1, 2, 'No application id'],
  ['MISSING_APPLICATION_VERSION_IN_USER_DATA', 1, 2, 'No application version'],
  ['MISSING_SOURCE_IN_USER_DATA', 0, 4, 'No source in user data'],
  ['MISSING_SPEC_LINKS', 2, 2, 'Commits without ticket'],
  ['MISSING_USER_DATA', 0, 3, 'No user data'],
  ['MISSING_VERSION_APPROVAL', 1, 1, 'Version not approved'],
  ['MODIFIED_ROLE_OR_SERVICE', 1, 2, 'Protected policy changed'],
  ['OUTDATED_TAUPAGE', 2, 2, 'Image no longer supported'],
  ['PASSWORD_USED', 1, 1, 'IAM user with password'],
  ['SCM_SOURCE_JSON_MISSING', 1, 2, 'No valid scm-source.json'],
  ['SCM_URL_IS_MISSING_IN_KIO', 0, 2, 'No SCM URL in Kio'],
  ['SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON', 1, 2, 'Bad URL in scm-source.json'],
  ['SCM_URL_NOT_MATCH_WITH_KIO', 0, 2, 'Repository differs from Kio'],
  ['SPEC_TYPE_IS_MISSING_IN_KIO', 0, 3, 'No specification type'],
  ['SPEC_URL_IS_MISSING_IN_KIO', 0, 3, 'No specification URL'],
  ['UNSECURED_PUBLIC_ENDPOINT', 4, 1, 'Open public endpoint'],
  ['UNSECURED_ROOT_USER', 4, 1, 'Root user not protected'],
  ['WRONG_AMI', 3, 1, 'Image not approved'],
  ['WRONG_REGION', 1, 2, 'Region not allowed'],
] as const;

const types: readonly ViolationType[] = VIOLATION_TYPES;

describe('the catalogue', () => {
  it('has exactly the 31 types, in order of id', () => {
    expect(types.map(({ id }) => id)).toEqual(ROWS.map(([id]) => id));
    expect(types).toHaveLength(31);
  });

  it.each(ROWS)('%s has severity %i, priority %i and the title %j', (id, severity, priority, title) => {
    const type = types.find((each) => each.id === id);
    expect(type).toMatchObject({ severity, priority, title });
    expect(title.length).toBeLessThanOrEqual(32);
    expect(type?.helpText).toMatch(/\.$/);
    expect(type?.auditRelevant ?? false).toBe(false);
  });

  it('exports every type under its id', () => {
    const exported: Record<string, unknown> = { ...core };
    for (const type of types) expect(exported[type.id]).toBe(type);
  });
});

describe('defineViolationType', () => {
  const fine = { id: 'FINE_2', title: 'Fine', helpText: 'All is fine.', severity: 0, priority: 4 } as const;

  it('gives a copy that cannot be changed', () => {
    const type = defineViolationType(fine);
    expect(type).toEqual(fine);
    expect(type).not.toBe(fine);
    expect(Object.isFrozen(type)).toBe(true);
  });

  it.each([
    ['an id in lower case', { id: 'wrong_region' }, /wrong_region: the id/],
    ['an id with a hyphen', { id: 'WRONG-REGION' }, /the id/],
    ['an id that starts with a digit', { id: '1_WRONG' }, /the id/],
    ['an empty id', { id: '' }, /the id/],
    ['an empty title', { title: '' }, /FINE_2: the title/],
    ['no help text', { helpText: ' ' }, /FINE_2: the help text/],
    ['a severity of 9', { severity: 9 as never }, /the severity must be 0 to 4, not 9/],
    ['a priority of 0', { priority: 0 as never }, /the priority must be 1 to 4, not 0/],
    ['a blank title', { title: '  ' }, /the title/],
    ['a title of 33 characters', { title: 'x'.repeat(33) }, /1 to 32 characters/],
  ])('refuses %s', (_what, wrong, message) => {
    expect(() => defineViolationType({ ...fine, ...wrong })).toThrow(TypeError);
    expect(() => defineViolationType({ ...fine, ...wrong })).toThrow(message);
  });

  it('takes a title of 32 characters', () => {
    expect(defineViolationType({ ...fine, title: 'x'.repeat(32) }).title).toHaveLength(32);
  });
});
