import { ApplicationEntity, ApplicationVersionLink, AppVersionEntity } from './application.entity.js';
import { BulkResolutionEntity, ResolutionPreviewEntity } from './bulk-resolution.entity.js';
import { JobFindingEntity } from './job-finding.entity.js';
import { JobRunEntity, JobRunTargetEntity } from './job-run.entity.js';
import { LifecycleEntity } from './lifecycle.entity.js';
import { PluginCheckEntity } from './plugin-check.entity.js';
import { ProcessedObjectEntity } from './processed-object.entity.js';
import { RuleEntity } from './rule.entity.js';
import { RuleRevisionEntity } from './rule-revision.entity.js';
import { ViolationEntity } from './violation.entity.js';
import { ViolationResolutionEntity } from './violation-resolution.entity.js';
import { ViolationTypeEntity } from './violation-type.entity.js';

/** Every table of ours. */
export const ENTITIES = [
  ViolationTypeEntity,
  ApplicationEntity,
  AppVersionEntity,
  ApplicationVersionLink,
  RuleEntity,
  RuleRevisionEntity,
  ViolationEntity,
  ViolationResolutionEntity,
  BulkResolutionEntity,
  ResolutionPreviewEntity,
  LifecycleEntity,
  ProcessedObjectEntity,
  PluginCheckEntity,
  JobRunEntity,
  JobRunTargetEntity,
  JobFindingEntity,
] as const;
