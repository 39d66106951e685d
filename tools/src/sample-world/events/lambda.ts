import type { JsonObject } from '@fullstop/core';
import { recordOf } from '../envelope.js';
import { type Caller, crossAccount, deployer, iamUser } from '../identities.js';
import {
  ALLOWED_REGIONS,
  type EventBuilder,
  type ExpectedFinding,
  type Happening,
  isAllowed,
  NOTHING,
  type Scene,
} from '../scene.js';

const CREATE = 'CreateFunction20150331';
const UPDATE = 'UpdateFunctionCode20150331v2';

/** Where the code of a function comes from, as far as the event tells. */
type Code =
  | { readonly source: 's3'; readonly bucket: string; readonly key: string }
  | { readonly source: 'image'; readonly uri: string }
  | { readonly source: 'upload' };

const S3: Code = { source: 's3', bucket: 'acme-lambda-eu-central-1', key: 'shop/checkout/1.4.2.zip' };
const FOREIGN_S3: Code = { source: 's3', bucket: 'somebody-elses-bucket', key: 'λ/“quoted” {key}.zip' };
const IMAGE: Code = {
  source: 'image',
  uri: '999988887777.dkr.ecr.us-east-1.amazonaws.com/tools/resizer:latest',
};
const UPLOAD: Code = { source: 'upload' };

/** Functions created or updated, in the shapes that decide what the Lambda plugins report. */
export const LAMBDA: readonly EventBuilder[] = [
  create('CreateFunction, code from S3', S3, deployer),
  create('CreateFunction, code from a foreign bucket, published', FOREIGN_S3, iamUser, { publish: true }),
  create('CreateFunction, code uploaded', UPLOAD, deployer),
  create('CreateFunction, code in an image', IMAGE, deployer),
  update('UpdateFunctionCode, code from S3, published', S3, deployer, { publish: true }),
  update('UpdateFunctionCode, code uploaded, by ARN', UPLOAD, iamUser, { publish: true, byArn: true }),
  update('UpdateFunctionCode, code in an image', IMAGE, deployer, { byArn: true }),
  update('UpdateFunctionCode from another account', FOREIGN_S3, crossAccount, { byArn: true }),
  update('UpdateFunctionCode, dry run', FOREIGN_S3, deployer, { dryRun: true }),
  update('UpdateFunctionCode, first version of the call', S3, deployer, {
    name: 'UpdateFunctionCode20150331',
  }),
  {
    title: 'CreateFunction, role not usable',
    build: (scene) => {
      const request = { ...settings(scene, 'checkout'), code: codeMembers(FOREIGN_S3), publish: false };
      const error = {
        code: 'InvalidParameterValueException',
        message: 'The role defined for the function cannot be assumed by Lambda.',
      };
      const record = recordOf(scene, {
        service: 'lambda',
        name: CREATE,
        caller: deployer(scene),
        request,
        error,
      });
      return { record, expected: NOTHING };
    },
  },
  {
    // Its name starts like CreateFunction, yet it creates none.
    title: 'CreateFunctionUrlConfig',
    build: (scene) => {
      const functionName = functionNameOf(scene);
      const details = { authType: 'NONE', invokeMode: 'BUFFERED' };
      const record = recordOf(scene, {
        service: 'lambda',
        name: 'CreateFunctionUrlConfig20211031',
        caller: deployer(scene),
        request: { functionName, ...details },
        response: {
          ...details,
          functionArn: arnOf(scene, functionName),
          functionUrl: `https://${scene.random.hex(32)}.lambda-url.${scene.region}.on.aws/`,
        },
      });
      return { record, expected: NOTHING };
    },
  },
];

interface Options {
  readonly publish?: boolean;
  readonly dryRun?: boolean;
  /** The request names the function by its whole ARN. */
  readonly byArn?: boolean;
  readonly name?: string;
}

function create(
  title: string,
  code: Code,
  callerOf: (scene: Scene) => Caller,
  options: Options = {},
): EventBuilder {
  const build = (scene: Scene): Happening => {
    const functionName = functionNameOf(scene);
    const publish = options.publish ?? false;
    const packageType = code.source === 'image' ? 'Image' : 'Zip';
    const common = settings(scene, functionName);
    const record = recordOf(scene, {
      service: 'lambda',
      name: CREATE,
      caller: callerOf(scene),
      request: { ...common, code: codeMembers(code), publish, packageType, environment: {} },
      response: describe(scene, functionName, packageType, publish ? '1' : undefined),
    });
    const expected = [untrusted(scene, functionName, code), ...wrongRegion(scene, functionName)];
    return { record, expected };
  };
  return { title, build };
}

function update(
  title: string,
  code: Code,
  callerOf: (scene: Scene) => Caller,
  options: Options,
): EventBuilder {
  const build = (scene: Scene): Happening => {
    const functionName = functionNameOf(scene);
    const { publish = false, dryRun = false } = options;
    const record = recordOf(scene, {
      service: 'lambda',
      name: options.name ?? UPDATE,
      caller: callerOf(scene),
      request: {
        ...(options.byArn ? nameByArn(scene, functionName) : { functionName }),
        ...codeMembers(code),
        publish,
        dryRun,
      },
      response: describe(
        scene,
        functionName,
        code.source === 'image' ? 'Image' : 'Zip',
        publish ? '4' : undefined,
      ),
    });
    return { record, expected: dryRun ? NOTHING : [untrusted(scene, functionName, code)] };
  };
  return { title, build };
}

// Nothing is trusted unless somebody configured it, so every place is untrusted.
function untrusted(scene: Scene, functionName: string, code: Code): ExpectedFinding {
  return {
    type: 'LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION',
    instanceId: arnOf(scene, functionName),
    metaInfo: {
      function_name: functionName,
      s3_bucket: code.source === 's3' ? code.bucket : '',
      s3_key: code.source === 's3' ? code.key : '',
      code_source: code.source,
      ...(code.source === 'image' && { image_uri: code.uri }),
    },
  };
}

function wrongRegion(scene: Scene, functionName: string): ExpectedFinding[] {
  if (isAllowed(scene.region)) return [];
  const metaInfo = { function_name: functionName, allowed_regions: [...ALLOWED_REGIONS] };
  return [{ type: 'WRONG_REGION', instanceId: arnOf(scene, functionName), metaInfo }];
}

function codeMembers(code: Code): JsonObject {
  if (code.source === 's3') return { s3Bucket: code.bucket, s3Key: code.key };
  return code.source === 'image' ? { imageUri: code.uri } : {};
}

function functionNameOf({ random }: Scene): string {
  return `${random.pick(['checkout', 'resize-images', 'nightly-report', 'webhook'])}-${random.hex(6)}`;
}

function arnOf(scene: Scene, functionName: string): string {
  return `arn:aws:lambda:${scene.region}:${scene.accountId}:function:${functionName}`;
}

function nameByArn(scene: Scene, functionName: string): JsonObject {
  return {
    fullyQualifiedArn: {
      arnPrefix: { partition: 'aws', region: scene.region, account: scene.accountId },
      relativeId: { functionName },
      functionQualifier: {},
    },
    functionName: arnOf(scene, functionName),
  };
}

function settings(scene: Scene, functionName: string): JsonObject {
  return {
    functionName,
    runtime: 'nodejs24.x',
    role: `arn:aws:iam::${scene.accountId}:role/lambda-${functionName}`,
    handler: 'index.handler',
    description: 'Rechnungen & "Belege"',
    timeout: 30,
    memorySize: 512,
  };
}

function describe(
  scene: Scene,
  functionName: string,
  packageType: string,
  version: string | undefined,
): JsonObject {
  const { random } = scene;
  const arn = arnOf(scene, functionName);
  return {
    ...settings(scene, functionName),
    functionArn: version ? `${arn}:${version}` : arn,
    codeSize: random.int(9_000_000),
    lastModified: `${scene.time.toISOString().slice(0, 23)}+0000`,
    codeSha256: `${random.alphanumeric(43)}=`,
    version: version ?? '$LATEST',
    tracingConfig: { mode: 'PassThrough' },
    revisionId: random.uuid(),
    state: 'Pending',
    stateReason: 'The function is being created.',
    stateReasonCode: 'Creating',
    packageType,
    architectures: ['arm64'],
    ephemeralStorage: { size: 512 },
    snapStart: { applyOn: 'None', optimizationStatus: 'Off' },
    loggingConfig: { logFormat: 'JSON', logGroup: `/aws/lambda/${functionName}` },
  };
}
