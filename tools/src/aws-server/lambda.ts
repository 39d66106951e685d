import { type Action, inRegion, Refusal } from './call.js';

/** A function by its name or ARN, without versions and aliases. */
export const getFunction: Action = (account, call) => {
  const asked = call.params.get('FunctionName') ?? '';
  const name = asked.split(':function:').at(-1);
  const found = inRegion(account.functions, call).find(({ functionName }) => functionName === name);
  const arn = `arn:aws:lambda:${call.region}:${call.accountId}:function:${name}`;
  if (!found) throw new Refusal('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  const { functionName, packageType = 'Zip', imageUri, codeSha256 } = found;
  const Code =
    imageUri === undefined ? { RepositoryType: 'S3' } : { RepositoryType: 'ECR', ImageUri: imageUri };
  const Configuration = {
    FunctionName: functionName,
    FunctionArn: arn,
    PackageType: packageType,
    CodeSha256: codeSha256,
  };
  return { status: 200, type: 'application/json', body: JSON.stringify({ Configuration, Code }) };
};
