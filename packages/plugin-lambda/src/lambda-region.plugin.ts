import { type EventPlugin, type Finding, inject, OPTIONS, Plugin, WRONG_REGION } from '@fullstop/core';
import { allowedRegionsOf } from '@fullstop/core/options';
import { isEdgeReplica } from './edge-replica.js';
import { functionArnOf, functionNameOf, isCallOf } from './function-call.js';
import type { CreateFunctionEvent } from './lambda-events.js';
import { type LambdaRegionOptions, lambdaRegionOptions } from './lambda-region.options.js';

/** Reports every function created in a region that is not allowed for its account; copies by Lambda@Edge excepted. */
@Plugin({
  id: 'lambda-region',
  title: 'Lambda region',
  summary: 'Reports Lambda functions created outside the allowed regions.',
  events: { 'lambda.amazonaws.com': ['CreateFunction', 'CreateFunction20*'] },
  emits: { WRONG_REGION },
  options: lambdaRegionOptions,
  environment: { FULLSTOP_WHITELISTED_REGIONS: 'allowedRegions' },
})
export class LambdaRegionPlugin implements EventPlugin<'WRONG_REGION'> {
  constructor(@inject(OPTIONS) private readonly options: LambdaRegionOptions) {}

  inspect(event: CreateFunctionEvent): Finding<'WRONG_REGION'>[] {
    const allowed = allowedRegionsOf(this.options, event.accountId);
    if (!isCallOf('CreateFunction', event) || allowed.includes(event.awsRegion)) return [];
    if (isEdgeReplica(event)) return [];

    return [
      {
        type: 'WRONG_REGION',
        instanceId: functionArnOf(event),
        metaInfo: { function_name: functionNameOf(event), allowed_regions: [...allowed] },
      },
    ];
  }
}
