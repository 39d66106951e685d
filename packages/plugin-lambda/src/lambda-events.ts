// Written by `npx @fullstop/event-types @aws-sdk/client-lambda CreateFunction UpdateFunctionCode`
// from @aws-sdk/client-lambda 3.1162.0. Write it again rather than change it.
// The API's date is part of the names of most events of Lambda, as in CreateFunction20150331.

import type { ApiCall } from '@fullstop/core';

/** A call of `CreateFunction`. */
export type CreateFunctionEvent = ApiCall<
  'CreateFunction' | `CreateFunction20${string}`,
  CreateFunctionRequest,
  FunctionConfiguration
>;

/** A call of `UpdateFunctionCode`. */
export type UpdateFunctionCodeEvent = ApiCall<
  'UpdateFunctionCode' | `UpdateFunctionCode20${string}`,
  UpdateFunctionCodeRequest,
  FunctionConfiguration
>;

export type CreateFunctionRequest = {
  functionName?: string | null;
  role?: string | null;
  code?: FunctionCode | null;
  runtime?: string | null;
  handler?: string | null;
  description?: string | null;
  timeout?: number | null;
  memorySize?: number | null;
  publish?: boolean | null;
  publishTo?: string | null;
  vpcConfig?: VpcConfig | null;
  packageType?: string | null;
  deadLetterConfig?: DeadLetterConfig | null;
  environment?: Environment | null;
  kMSKeyArn?: string | null;
  tracingConfig?: TracingConfig | null;
  tags?: { [name: string]: string | null } | null;
  layers?: string[] | null;
  fileSystemConfigs?: FileSystemConfig[] | null;
  codeSigningConfigArn?: string | null;
  imageConfig?: ImageConfig | null;
  architectures?: string[] | null;
  ephemeralStorage?: EphemeralStorage | null;
  snapStart?: SnapStart | null;
  loggingConfig?: LoggingConfig | null;
  tenancyConfig?: TenancyConfig | null;
  capacityProviderConfig?: CapacityProviderConfig | null;
  durableConfig?: DurableConfig | null;
};

export type FunctionCode = {
  s3Bucket?: string | null;
  s3Key?: string | null;
  s3ObjectVersion?: string | null;
  s3ObjectStorageMode?: string | null;
  imageUri?: string | null;
  sourceKMSKeyArn?: string | null;
};

export type VpcConfig = {
  subnetIds?: string[] | null;
  securityGroupIds?: string[] | null;
  ipv6AllowedForDualStack?: boolean | null;
};

export type DeadLetterConfig = {
  targetArn?: string | null;
};

export type Environment = {
  variables?: { [name: string]: string | null } | string | null;
};

export type TracingConfig = {
  mode?: string | null;
};

export type FileSystemConfig = {
  arn?: string | null;
  localMountPath?: string | null;
  s3FilesConfig?: S3FilesConfig | null;
};

export type S3FilesConfig = {
  directS3Read?: string | null;
};

export type ImageConfig = {
  entryPoint?: string[] | null;
  command?: string[] | null;
  workingDirectory?: string | null;
};

export type EphemeralStorage = {
  size?: number | null;
};

export type SnapStart = {
  applyOn?: string | null;
};

export type LoggingConfig = {
  logFormat?: string | null;
  applicationLogLevel?: string | null;
  systemLogLevel?: string | null;
  logGroup?: string | null;
};

export type TenancyConfig = {
  tenantIsolationMode?: string | null;
};

export type CapacityProviderConfig = {
  lambdaManagedInstancesCapacityProviderConfig?: LambdaManagedInstancesCapacityProviderConfig | null;
};

export type LambdaManagedInstancesCapacityProviderConfig = {
  capacityProviderArn?: string | null;
  perExecutionEnvironmentMaxConcurrency?: number | null;
  executionEnvironmentMemoryGiBPerVCpu?: number | null;
};

export type DurableConfig = {
  kMSKeyArn?: string | null;
  retentionPeriodInDays?: number | null;
  executionTimeout?: number | null;
};

export type FunctionConfiguration = {
  functionName?: string | null;
  functionArn?: string | null;
  runtime?: string | null;
  role?: string | null;
  handler?: string | null;
  codeSize?: number | null;
  description?: string | null;
  timeout?: number | null;
  memorySize?: number | null;
  lastModified?: string | null;
  codeSha256?: string | null;
  version?: string | null;
  vpcConfig?: VpcConfigResponse | null;
  deadLetterConfig?: DeadLetterConfig | null;
  environment?: EnvironmentResponse | null;
  kMSKeyArn?: string | null;
  tracingConfig?: TracingConfigResponse | null;
  masterArn?: string | null;
  revisionId?: string | null;
  layers?: Layer[] | null;
  state?: string | null;
  stateReason?: string | null;
  stateReasonCode?: string | null;
  lastUpdateStatus?: string | null;
  lastUpdateStatusReason?: string | null;
  lastUpdateStatusReasonCode?: string | null;
  fileSystemConfigs?: FileSystemConfig[] | null;
  signingProfileVersionArn?: string | null;
  signingJobArn?: string | null;
  packageType?: string | null;
  imageConfigResponse?: ImageConfigResponse | null;
  architectures?: string[] | null;
  ephemeralStorage?: EphemeralStorage | null;
  snapStart?: SnapStartResponse | null;
  runtimeVersionConfig?: RuntimeVersionConfig | null;
  loggingConfig?: LoggingConfig | null;
  tenancyConfig?: TenancyConfig | null;
  capacityProviderConfig?: CapacityProviderConfig | null;
  configSha256?: string | null;
  durableConfig?: DurableConfig | null;
};

export type VpcConfigResponse = {
  subnetIds?: string[] | null;
  securityGroupIds?: string[] | null;
  vpcId?: string | null;
  ipv6AllowedForDualStack?: boolean | null;
};

export type EnvironmentResponse = {
  variables?: { [name: string]: string | null } | string | null;
  error?: EnvironmentError | null;
};

export type EnvironmentError = {
  errorCode?: string | null;
  message?: string | null;
};

export type TracingConfigResponse = {
  mode?: string | null;
};

export type Layer = {
  arn?: string | null;
  codeSize?: number | null;
  signingProfileVersionArn?: string | null;
  signingJobArn?: string | null;
};

export type ImageConfigResponse = {
  imageConfig?: ImageConfig | null;
  error?: ImageConfigError | null;
};

export type ImageConfigError = {
  errorCode?: string | null;
  message?: string | null;
};

export type SnapStartResponse = {
  applyOn?: string | null;
  optimizationStatus?: string | null;
};

export type RuntimeVersionConfig = {
  runtimeVersionArn?: string | null;
  error?: RuntimeVersionError | null;
};

export type RuntimeVersionError = {
  errorCode?: string | null;
  message?: string | null;
};

export type UpdateFunctionCodeRequest = {
  functionName?: string | null;
  s3Bucket?: string | null;
  s3Key?: string | null;
  s3ObjectVersion?: string | null;
  s3ObjectStorageMode?: string | null;
  imageUri?: string | null;
  architectures?: string[] | null;
  publish?: boolean | null;
  publishTo?: string | null;
  dryRun?: boolean | null;
  revisionId?: string | null;
  sourceKMSKeyArn?: string | null;
};
