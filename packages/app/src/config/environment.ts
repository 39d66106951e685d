/** A setting by its path, such as `['database', 'url']`. */
export type SettingPath = readonly string[];

/** A value that came from outside, and from where. */
export interface SettingSource {
  readonly path: SettingPath;
  readonly value: unknown;
  /** Such as `environment DATABASE_URL`, or the path of the configuration file. */
  readonly source: string;
}

/** Environment variables with a name of their own. */
export const VARIABLES: Readonly<Record<string, SettingPath>> = {
  FULLSTOP_LOGS: ['logs'],
  FULLSTOP_CONTAINER_AUTOSTART: ['ingest', 'autoStart'],
  FULLSTOP_CONTAINER_AUTO_START: ['ingest', 'autoStart'],
  FULLSTOP_INGEST_WORKERS: ['ingest', 'workers'],
  FULLSTOP_SQS_URL: ['sqs', 'url'],
  FULLSTOP_SQS_REGION: ['sqs', 'region'],
  FULLSTOP_SQS_VISIBILITY_TIMEOUT_SECONDS: ['sqs', 'visibilityTimeoutSeconds'],
  FULLSTOP_SQS_MAX_IN_FLIGHT: ['sqs', 'maxInFlight'],
  FULLSTOP_SQS_MAX_RECEIVE_COUNT: ['sqs', 'maxReceiveCount'],
  FULLSTOP_SQS_MAX_PROCESSING_SECONDS: ['sqs', 'maxProcessingSeconds'],
  FULLSTOP_SQS_DEAD_LETTER_URL: ['sqs', 'deadLetterUrl'],
  FULLSTOP_FILTER_ACCOUNTS: ['ingest', 'filter', 'accounts'],
  FULLSTOP_FILTER_EXCLUDED_ACCOUNTS: ['ingest', 'filter', 'excludedAccounts'],
  FULLSTOP_FILTER_REGIONS: ['ingest', 'filter', 'regions'],
  FULLSTOP_FILTER_EXCLUDED_REGIONS: ['ingest', 'filter', 'excludedRegions'],
  FULLSTOP_FILTER_FROM: ['ingest', 'filter', 'from'],
  FULLSTOP_FILTER_TO: ['ingest', 'filter', 'to'],
  FULLSTOP_S3_CLIENT: ['s3', 'client'],
  FULLSTOP_S3_REGION: ['s3', 'region'],
  FULLSTOP_S3_REQUESTER_PAYS: ['s3', 'requesterPays'],
  FULLSTOP_S3_DEADLINE_SECONDS: ['s3', 'deadlineSeconds'],
  FULLSTOP_AWS_ENABLED: ['aws', 'enabled'],
  FULLSTOP_AWS_ROLE_NAME: ['aws', 'roleName'],
  FULLSTOP_AWS_ROLE_PATH: ['aws', 'rolePath'],
  FULLSTOP_AWS_EXTERNAL_ID: ['aws', 'externalId'],
  FULLSTOP_AWS_DENIAL_SECONDS: ['aws', 'denialSeconds'],
  FULLSTOP_AWS_CALL_DEADLINE_SECONDS: ['aws', 'callDeadlineSeconds'],
  FULLSTOP_STS_REGION: ['aws', 'stsRegion'],
  FULLSTOP_KMS_REGION: ['aws', 'kmsRegion'],
  FULLSTOP_TAUPAGE_OWNERS: ['ec2', 'taupageOwners'],
  FULLSTOP_TAUPAGE_NAME_PREFIX: ['ec2', 'taupageNamePrefix'],
  FULLSTOP_APPROVED_IMAGES: ['ec2', 'approvedImages'],
  FULLSTOP_APPROVED_IMAGE_IDS: ['ec2', 'approvedImageIds'],
  FULLSTOP_KIO_URL: ['clients', 'kioUrl'],
  FULLSTOP_PIERONE_URLS: ['clients', 'pierOneUrls'],
  ACCESS_TOKEN_URI: ['tokens', 'accessTokenUri'],
  CREDENTIALS_DIR: ['tokens', 'credentialsDirectory'],
  OAUTH2_ACCESS_TOKENS: ['tokens', 'fixedTokens'],
  FULLSTOP_MAX_CONCURRENT_OBJECTS: ['ingest', 'maxConcurrentObjects'],
  FULLSTOP_MAX_COMPRESSED_BYTES: ['ingest', 'maxCompressedBytes'],
  FULLSTOP_MAX_DECOMPRESSED_BYTES: ['ingest', 'maxDecompressedBytes'],
  FULLSTOP_MAX_RECORD_BYTES: ['ingest', 'maxRecordBytes'],
  DATABASE_URL: ['database', 'url'],
  DATABASE_USER: ['database', 'user'],
  DATABASE_PASSWORD: ['database', 'password'],
  FULLSTOP_DATA_DIRECTORY: ['database', 'dataDirectory'],
  FULLSTOP_TEAM_SERVICE_URL: ['clients', 'teamServiceUrl'],
  FULLSTOP_AWS_MEMBERSHIP_ROLES: ['clients', 'awsMembershipRoles'],
  FULLSTOP_API_HOST: ['api', 'host'],
  FULLSTOP_API_PORT: ['api', 'port'],
  FULLSTOP_CORS_ORIGINS: ['api', 'corsOrigins'],
  FULLSTOP_REQUESTS_PER_MINUTE: ['api', 'requestsPerMinute'],
  FULLSTOP_TRUST_PROXY: ['api', 'trustProxy'],
  FULLSTOP_CREATE_UNKNOWN_TYPES: ['api', 'createUnknownTypes'],
  FULLSTOP_ACCOUNT_ID_PATTERN: ['api', 'accountIdPattern'],
  TOKEN_INFO_URI: ['authentication', 'tokenInfoUri'],
  OAUTH2_INTROSPECTION_URI: ['authentication', 'introspectionUri'],
  OAUTH2_CLIENT_ID: ['authentication', 'clientId'],
  OAUTH2_CLIENT_SECRET: ['authentication', 'clientSecret'],
  OIDC_ISSUER: ['authentication', 'oidcIssuer'],
  OIDC_AUDIENCE: ['authentication', 'audience'],
  FULLSTOP_REALMS: ['authentication', 'realms'],
  FULLSTOP_REALM: ['authentication', 'realm'],
  FULLSTOP_SIGN_IN_CLIENT_ID: ['authentication', 'signIn', 'clientId'],
  FULLSTOP_SIGN_IN_CLIENT_SECRET: ['authentication', 'signIn', 'clientSecret'],
  FULLSTOP_SIGN_IN_AUTHORIZATION_URL: ['authentication', 'signIn', 'authorizationUrl'],
  FULLSTOP_SIGN_IN_TOKEN_URL: ['authentication', 'signIn', 'tokenUrl'],
  FULLSTOP_SIGN_IN_SCOPES: ['authentication', 'signIn', 'scopes'],
  FULLSTOP_PUBLIC_URL: ['authentication', 'signIn', 'publicUrl'],
  FULLSTOP_SESSION_SECRET: ['authentication', 'signIn', 'sessionSecret'],
  FULLSTOP_WHITELIST_ALLOWED_TEAMS: ['whitelist', 'allowedTeams'],
  INSTANCE_LOGS_S3_BUCKET: ['instanceLogs', 'bucket'],
  FULLSTOP_MANAGEMENT_HOST: ['management', 'host'],
  FULLSTOP_MANAGEMENT_PORT: ['management', 'port'],
  FULLSTOP_CHECK_TIMEOUT_SECONDS: ['checks', 'timeoutSeconds'],
  FULLSTOP_MAX_CONCURRENT_CHECKS: ['checks', 'maxConcurrent'],
  FULLSTOP_CHECK_RETRY_INTERVAL_SECONDS: ['checks', 'retryIntervalSeconds'],
  FULLSTOP_CHECK_FIRST_DELAY_SECONDS: ['checks', 'firstDelaySeconds'],
  FULLSTOP_CHECK_MAX_DELAY_SECONDS: ['checks', 'maxDelaySeconds'],
  FULLSTOP_CHECK_MAX_ATTEMPTS: ['checks', 'maxAttempts'],
  FULLSTOP_PARTS: ['parts'],
  FULLSTOP_JOBS_TIME_ZONE: ['jobs', 'timeZone'],
  FULLSTOP_JOBS_ACCOUNT_CONCURRENCY: ['jobs', 'accountConcurrency'],
  FULLSTOP_JOBS_ACCOUNT_DEADLINE_SECONDS: ['jobs', 'accountDeadlineSeconds'],
  FULLSTOP_JOBS_ACCOUNT_SOURCE: ['jobs', 'accountSource'],
  FULLSTOP_JOBS_ACCOUNTS: ['jobs', 'accounts'],
  FULLSTOP_JOBS_EXCLUDED_ACCOUNTS: ['jobs', 'excludedAccounts'],
  FULLSTOP_JOBS_ORGANIZATIONS_ACCOUNT: ['jobs', 'organizationsAccount'],
  FULLSTOP_JOBS_SCAN_REGIONS: ['jobs', 'scanRegions'],
  FULLSTOP_JOBS_GONE_AFTER_SCANS: ['jobs', 'goneAfterScans'],
  FULLSTOP_JOBS_HISTORY_DAYS: ['jobs', 'historyDays'],
  FULLSTOP_JOBS_LEASE_SECONDS: ['jobs', 'leaseSeconds'],
  FULLSTOP_LOG_LEVEL: ['log', 'level'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['telemetry', 'tracesEndpoint'],
  FULLSTOP_SHUTDOWN_SECONDS: ['shutdownSeconds'],
};

/** Variables that the old system's README listed and that never did anything; each is named once in a warning. */
const WITHOUT_EFFECT = [
  'DATABASE_DRIVER',
  'FULLSTOP_S3_BUCKET',
  'FULLSTOP_MANDATORY_APPROVALS',
  'FULLSTOP_APPROVALS_FROM_MANY',
];

/** The environment: names and texts. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables by which the AWS SDK finds credentials; any of them says that AWS is in reach. */
const AWS_CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/** Settings that the environment gives. A variable that is set but blank counts as not set. */
export function settingsFromEnvironment(environment: Environment): SettingSource[] {
  const isSet = (name: string) => (environment[name] ?? '').trim() !== '';
  const credentials = AWS_CREDENTIALS.find(isSet);
  return [
    ...(credentials ? [{ path: ['aws', 'enabled'], value: true, source: `environment ${credentials}` }] : []),
    ...Object.entries(VARIABLES)
      .filter(([name]) => isSet(name))
      .map(([name, path]) => ({ path, value: environment[name], source: `environment ${name}` })),
  ];
}

/** One sentence for each variable that is set and has no effect. */
export function warningsAboutEnvironment(environment: Environment): string[] {
  return WITHOUT_EFFECT.filter((name) => environment[name] !== undefined).map(
    (name) => `The environment variable ${name} has no effect; remove it.`,
  );
}
