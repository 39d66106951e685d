import {
  type EventPlugin,
  type Finding,
  inject,
  LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION,
  LOGGER,
  type Logger,
  OPTIONS,
  Plugin,
} from '@fullstop/core';
import { type CodeLocation, codeLocationOf } from './code-location.js';
import { type FunctionCall, functionArnOf, functionNameOf, isCallOf } from './function-call.js';
import { isInRegistry } from './image-registry.js';
import { type LambdaOptions, lambdaOptions } from './lambda.options.js';

/** Reports every function whose code was set from anywhere but a trusted bucket or image registry. */
@Plugin({
  id: 'lambda',
  title: 'Lambda code',
  summary: 'Reports Lambda functions whose code comes from an untrusted place.',
  events: {
    'lambda.amazonaws.com': [
      'CreateFunction',
      'CreateFunction20*',
      'UpdateFunctionCode',
      'UpdateFunctionCode20*',
    ],
  },
  emits: { LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION },
  options: lambdaOptions,
  environment: { FULLSTOP_LAMBDA_S3_BUCKETS: 's3Buckets' },
})
export class LambdaPlugin implements EventPlugin<'LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION'> {
  constructor(
    @inject(OPTIONS) private readonly options: LambdaOptions,
    @inject(LOGGER) logger: Logger,
  ) {
    if (options.s3Buckets.length === 0) {
      logger.warn(
        { plugin: 'lambda' },
        'No S3 bucket is trusted, so every Lambda function with code from S3 is reported; set the option s3Buckets.',
      );
    }
  }

  inspect(event: FunctionCall): Finding<'LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION'>[] {
    if (!isCallOf('CreateFunction', event) && !isCallOf('UpdateFunctionCode', event)) return [];

    const code = codeLocationOf(event);
    if (this.isTrusted(code)) return [];
    return [
      {
        type: 'LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION',
        instanceId: functionArnOf(event),
        metaInfo: { function_name: functionNameOf(event), ...details(code) },
      },
    ];
  }

  private isTrusted(code: CodeLocation): boolean {
    const { s3Buckets, trustedImageRegistries } = this.options;
    if (code.source === 's3') return s3Buckets.includes(code.bucket);
    return code.source === 'image' && isInRegistry(code.uri, trustedImageRegistries);
  }
}

function details(code: CodeLocation) {
  return {
    s3_bucket: code.source === 's3' ? code.bucket : '',
    s3_key: code.source === 's3' ? code.key : '',
    code_source: code.source,
    ...(code.source === 'image' && { image_uri: code.uri }),
  };
}
