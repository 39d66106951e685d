import { defineViolationType } from './violation-type.js';

/*
 * The violation types of Fullstop's own plugins and jobs, and those that only old rows have.
 * A plugin imports the ones it emits; a third-party plugin defines its own with `defineViolationType`.
 */

export const ACTIVE_KEY_TOO_OLD = defineViolationType({
  id: 'ACTIVE_KEY_TOO_OLD',
  title: 'Old IAM access key',
  helpText: 'The access key is active but older than allowed. Create a new one and delete it.',
  severity: 1,
  priority: 2,
});

export const APPLICATION_NOT_PRESENT_IN_KIO = defineViolationType({
  id: 'APPLICATION_NOT_PRESENT_IN_KIO',
  title: 'Application not registered',
  helpText: 'Kio does not know this application id. Register the application.',
  severity: 1,
  priority: 2,
});

export const APPLICATION_VERSION_DOES_NOT_HAVE_A_VALID_ARTIFACT = defineViolationType({
  id: 'APPLICATION_VERSION_DOES_NOT_HAVE_A_VALID_ARTIFACT',
  title: 'Artifact differs from registry',
  helpText: 'The artifact in the user data is not the one registered for this version.',
  severity: 1,
  priority: 4,
});

export const APPLICATION_VERSION_NOT_PRESENT_IN_KIO = defineViolationType({
  id: 'APPLICATION_VERSION_NOT_PRESENT_IN_KIO',
  title: 'Version not registered',
  helpText: 'Kio does not know this application version. Register it and get it approved.',
  severity: 2,
  priority: 1,
});

export const ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY = defineViolationType({
  id: 'ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY',
  title: 'Artifact from dirty checkout',
  helpText:
    'The image was built while the working copy had uncommitted or untracked files. Rebuild it from a clean checkout.',
  severity: 3,
  priority: 1,
});

export const CROSS_ACCOUNT_ROLE = defineViolationType({
  id: 'CROSS_ACCOUNT_ROLE',
  title: 'Role open to other account',
  helpText:
    'An IAM role of this account can be assumed from another account. Remove the trust unless it is needed.',
  severity: 0,
  priority: 4,
});

export const EC2_RUN_IN_PUBLIC_SUBNET = defineViolationType({
  id: 'EC2_RUN_IN_PUBLIC_SUBNET',
  title: 'Instance in public subnet',
  helpText: 'The instance runs in a public subnet. Put it into a private one behind a load balancer.',
  severity: 0,
  priority: 4,
});

export const EC2_WITH_A_SNAPSHOT_IMAGE = defineViolationType({
  id: 'EC2_WITH_A_SNAPSHOT_IMAGE',
  title: 'Snapshot image deployed',
  helpText: 'The deployed image tag can change. Deploy fixed versions only.',
  severity: 2,
  priority: 1,
});

export const EC2_WITH_KEYPAIR = defineViolationType({
  id: 'EC2_WITH_KEYPAIR',
  title: 'Instance with SSH key pair',
  helpText: 'The instance was started with an SSH key pair. Use the audited SSH access instead.',
  severity: 0,
  priority: 4,
});

export const ILLEGAL_SCM_REPOSITORY = defineViolationType({
  id: 'ILLEGAL_SCM_REPOSITORY',
  title: 'Forbidden source repository',
  helpText: 'The artifact was built from a repository outside the supported hosting systems.',
  severity: 2,
  priority: 2,
});

export const IMAGE_IN_PIERONE_NOT_FOUND = defineViolationType({
  id: 'IMAGE_IN_PIERONE_NOT_FOUND',
  title: 'Image not in registry',
  helpText: 'No trusted Pier One registry has this image.',
  severity: 2,
  priority: 1,
});

export const LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION = defineViolationType({
  id: 'LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION',
  title: 'Lambda code not trusted',
  helpText: "The function's code comes from a bucket that is not on the trusted list.",
  severity: 1,
  priority: 1,
});

export const MISSING_APPLICATION_ID_IN_USER_DATA = defineViolationType({
  id: 'MISSING_APPLICATION_ID_IN_USER_DATA',
  title: 'No application id',
  helpText: "The instance's user data has no `application_id`.",
  severity: 1,
  priority: 2,
});

export const MISSING_APPLICATION_VERSION_IN_USER_DATA = defineViolationType({
  id: 'MISSING_APPLICATION_VERSION_IN_USER_DATA',
  title: 'No application version',
  helpText: "The instance's user data has no `application_version`.",
  severity: 1,
  priority: 2,
});

export const MISSING_SOURCE_IN_USER_DATA = defineViolationType({
  id: 'MISSING_SOURCE_IN_USER_DATA',
  title: 'No source in user data',
  helpText: "The instance's user data does not name its deployment artifact (`source`).",
  severity: 0,
  priority: 4,
});

export const MISSING_SPEC_LINKS = defineViolationType({
  id: 'MISSING_SPEC_LINKS',
  title: 'Commits without ticket',
  helpText: 'Some commits do not refer to a ticket.',
  severity: 2,
  priority: 2,
});

export const MISSING_USER_DATA = defineViolationType({
  id: 'MISSING_USER_DATA',
  title: 'No user data',
  helpText: 'The instance was started without user data.',
  severity: 0,
  priority: 3,
});

export const MISSING_VERSION_APPROVAL = defineViolationType({
  id: 'MISSING_VERSION_APPROVAL',
  title: 'Version not approved',
  helpText: 'The application version lacks approvals in the registry.',
  severity: 1,
  priority: 1,
});

export const MODIFIED_ROLE_OR_SERVICE = defineViolationType({
  id: 'MODIFIED_ROLE_OR_SERVICE',
  title: 'Protected policy changed',
  helpText: 'A protected IAM role or policy was changed.',
  severity: 1,
  priority: 2,
});

export const OUTDATED_TAUPAGE = defineViolationType({
  id: 'OUTDATED_TAUPAGE',
  title: 'Image no longer supported',
  helpText: "The instance's Taupage image has expired. Redeploy with a current one.",
  severity: 2,
  priority: 2,
});

export const PASSWORD_USED = defineViolationType({
  id: 'PASSWORD_USED',
  title: 'IAM user with password',
  helpText: 'An IAM user may log in with a password. Remove it.',
  severity: 1,
  priority: 1,
});

export const SCM_SOURCE_JSON_MISSING = defineViolationType({
  id: 'SCM_SOURCE_JSON_MISSING',
  title: 'No valid scm-source.json',
  helpText: 'The image carries no valid `scm-source.json`.',
  severity: 1,
  priority: 2,
});

export const SCM_URL_IS_MISSING_IN_KIO = defineViolationType({
  id: 'SCM_URL_IS_MISSING_IN_KIO',
  title: 'No SCM URL in Kio',
  helpText: "The application's entry in Kio has no source repository.",
  severity: 0,
  priority: 2,
});

export const SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON = defineViolationType({
  id: 'SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON',
  title: 'Bad URL in scm-source.json',
  helpText: '`scm-source.json` has no usable repository URL.',
  severity: 1,
  priority: 2,
});

export const SCM_URL_NOT_MATCH_WITH_KIO = defineViolationType({
  id: 'SCM_URL_NOT_MATCH_WITH_KIO',
  title: 'Repository differs from Kio',
  helpText: 'The image was built from another repository than the one registered in Kio.',
  severity: 0,
  priority: 2,
});

export const SPEC_TYPE_IS_MISSING_IN_KIO = defineViolationType({
  id: 'SPEC_TYPE_IS_MISSING_IN_KIO',
  title: 'No specification type',
  helpText: "The application's entry in Kio has no specification type.",
  severity: 0,
  priority: 3,
});

export const SPEC_URL_IS_MISSING_IN_KIO = defineViolationType({
  id: 'SPEC_URL_IS_MISSING_IN_KIO',
  title: 'No specification URL',
  helpText: "The application's entry in Kio has no specification link.",
  severity: 0,
  priority: 3,
});

export const UNSECURED_PUBLIC_ENDPOINT = defineViolationType({
  id: 'UNSECURED_PUBLIC_ENDPOINT',
  title: 'Open public endpoint',
  helpText:
    'A public endpoint serves without HTTPS or without authentication, and is not registered as public.',
  severity: 4,
  priority: 1,
});

export const UNSECURED_ROOT_USER = defineViolationType({
  id: 'UNSECURED_ROOT_USER',
  title: 'Root user not protected',
  helpText: "The account's root user has an access key, or no multi-factor login.",
  severity: 4,
  priority: 1,
});

export const WRONG_AMI = defineViolationType({
  id: 'WRONG_AMI',
  title: 'Image not approved',
  helpText: 'The instance runs an image that is neither Taupage nor approved.',
  severity: 3,
  priority: 1,
});

export const WRONG_REGION = defineViolationType({
  id: 'WRONG_REGION',
  title: 'Region not allowed',
  helpText: 'The resource was started in a region that is not allowed.',
  severity: 1,
  priority: 2,
});

/** Every type above, by id. */
export const VIOLATION_TYPES = [
  ACTIVE_KEY_TOO_OLD,
  APPLICATION_NOT_PRESENT_IN_KIO,
  APPLICATION_VERSION_DOES_NOT_HAVE_A_VALID_ARTIFACT,
  APPLICATION_VERSION_NOT_PRESENT_IN_KIO,
  ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY,
  CROSS_ACCOUNT_ROLE,
  EC2_RUN_IN_PUBLIC_SUBNET,
  EC2_WITH_A_SNAPSHOT_IMAGE,
  EC2_WITH_KEYPAIR,
  ILLEGAL_SCM_REPOSITORY,
  IMAGE_IN_PIERONE_NOT_FOUND,
  LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION,
  MISSING_APPLICATION_ID_IN_USER_DATA,
  MISSING_APPLICATION_VERSION_IN_USER_DATA,
  MISSING_SOURCE_IN_USER_DATA,
  MISSING_SPEC_LINKS,
  MISSING_USER_DATA,
  MISSING_VERSION_APPROVAL,
  MODIFIED_ROLE_OR_SERVICE,
  OUTDATED_TAUPAGE,
  PASSWORD_USED,
  SCM_SOURCE_JSON_MISSING,
  SCM_URL_IS_MISSING_IN_KIO,
  SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON,
  SCM_URL_NOT_MATCH_WITH_KIO,
  SPEC_TYPE_IS_MISSING_IN_KIO,
  SPEC_URL_IS_MISSING_IN_KIO,
  UNSECURED_PUBLIC_ENDPOINT,
  UNSECURED_ROOT_USER,
  WRONG_AMI,
  WRONG_REGION,
] as const;
