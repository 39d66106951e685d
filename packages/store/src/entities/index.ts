import { ApplicationEntity, ApplicationVersionLink, AppVersionEntity } from './application.entity.js';
import { LifecycleEntity } from './lifecycle.entity.js';
import { PluginCheckEntity } from './plugin-check.entity.js';
import { ProcessedObjectEntity } from './processed-object.entity.js';
import { RuleEntity } from './rule.entity.js';
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
  ViolationEntity,
  ViolationResolutionEntity,
  LifecycleEntity,
  ProcessedObjectEntity,
  PluginCheckEntity,
] as const;
