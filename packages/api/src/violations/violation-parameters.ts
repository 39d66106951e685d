import type { ViolationState } from '@fullstop/core';
import type { MetaInfoCondition, ViolationCounting, ViolationFilter } from '@fullstop/store';
import { Matches } from 'class-validator';
import { PageParameters } from '../http/page-parameters.js';
import {
  ChoiceParameter,
  FlagParameter,
  InstantParameter,
  IntegerParameter,
  ListParameter,
  RepeatableParameter,
  TextParameter,
} from '../http/parameters.js';
import { VIOLATION_STATES } from './violation.js';

const STATES = [...VIOLATION_STATES, 'all'] as const;
const COUNTINGS = ['exact', 'capped', 'none'] as const satisfies ViolationCounting[];

/** Which violations to list: all conditions together. */
export class ViolationListParameters extends PageParameters {
  @ListParameter({
    description: 'Only in these accounts; comma separated, or repeated. Present but blank: nothing.',
    example: '111222333444,555666777888',
  })
  accounts?: readonly string[];

  @InstantParameter({ description: 'Only those stored after this, strictly.' })
  from?: Date;

  @InstantParameter({ description: 'Only those stored before this, strictly.' })
  to?: Date;

  @IntegerParameter({
    description: 'Only those with this id or a higher one; `after-id` is the exclusive form.',
    example: 4711,
  })
  'last-violation'?: number;

  @FlagParameter({ description: 'Resolved ones instead of open ones.', example: false })
  checked?: boolean;

  @FlagParameter({ description: 'Whitelisted ones only, whatever `checked` says.', example: false })
  whitelisted?: boolean;

  @ChoiceParameter({
    description: 'Only those in this state; overrides `checked` and `whitelisted`.',
    example: 'open',
    choices: STATES,
  })
  state?: (typeof STATES)[number];

  @IntegerParameter({ description: 'Only those whose type has this severity (0 to 4).', example: 3 })
  severity?: number;

  @IntegerParameter({ description: 'Only those whose type has this priority (1 to 4).', example: 1 })
  priority?: number;

  @FlagParameter({ description: 'Only those whose type is, or is not, relevant for audits.', example: true })
  'audit-relevant'?: boolean;

  @ListParameter({ description: 'Only of these types; comma separated, or repeated.', example: 'WRONG_AMI' })
  types?: readonly string[];

  @RepeatableParameter({ description: 'One more type, in addition to `types`.', example: 'WRONG_REGION' })
  type?: readonly string[];

  @ListParameter({ description: 'Only of these applications, by name.', example: 'my-app' })
  'application-ids'?: readonly string[];

  @ListParameter({ description: 'Only of these versions of applications, by name.', example: '1.0' })
  'application-version-ids'?: readonly string[];

  @ListParameter({ description: 'Only in these AWS regions.', example: 'eu-central-1' })
  region?: readonly string[];

  @TextParameter({ description: 'Only about this resource.', example: 'i-1234567890abcdef0' })
  'instance-id'?: string;

  @TextParameter({
    description: 'Only caused by this user.',
    example: 'arn:aws:iam::111222333444:user/jdoe',
  })
  username?: string;

  @RepeatableParameter({
    description:
      '`key=value`: only those whose `meta_info` has this member with this value, compared as text. Repeatable; all must hold.',
    example: 'ami_id=ami-1234',
  })
  @Matches(/^[^=]+=/, { each: true, message: '$property: expected key=value' })
  meta?: readonly string[];

  @IntegerParameter({
    description:
      'Only those with a higher id, in ascending order; `page` does not matter. With the sort by id only.',
    example: 4711,
  })
  'after-id'?: number;

  @IntegerParameter({
    description:
      'Only those with a lower id, in descending order; `page` does not matter. With the sort by id only.',
    example: 4711,
  })
  'before-id'?: number;

  @ChoiceParameter({
    description: 'How to find `total_elements`: `exact` (the default), `capped` at 10,000, or `none`.',
    example: 'exact',
    choices: COUNTINGS,
  })
  count?: ViolationCounting;
}

/** The filter that the parameters describe. */
export function violationFilterOf(parameters: ViolationListParameters): ViolationFilter {
  const {
    accounts,
    from,
    to,
    severity,
    priority,
    region,
    username,
    meta,
    types = [],
    type = [],
  } = parameters;
  return {
    state: stateOf(parameters),
    accountIds: accounts,
    createdAfter: from,
    createdBefore: to,
    fromId: parameters['last-violation'],
    types: [...types, ...type],
    severity,
    priority,
    auditRelevant: parameters['audit-relevant'],
    applications: parameters['application-ids'],
    applicationVersions: parameters['application-version-ids'],
    regions: region,
    instanceId: parameters['instance-id'],
    username,
    metaInfo: meta?.map(metaInfoConditionOf),
  };
}

function stateOf({ state, checked, whitelisted }: ViolationListParameters): ViolationState | undefined {
  if (state === 'all') return undefined;
  return state ?? violationStateOfFlags(checked, whitelisted);
}

/** The state that a pair of switches of the old API means; a request can mean but one. */
export function violationStateOfFlags(resolved = false, whitelisted = false): ViolationState {
  if (whitelisted) return 'whitelisted';
  return resolved ? 'resolved' : 'open';
}

function metaInfoConditionOf(text: string): MetaInfoCondition {
  const end = text.indexOf('=');
  return { key: text.slice(0, end), value: text.slice(end + 1) };
}
