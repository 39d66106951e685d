import type { AwsCall, Reply } from './call.js';
import { type XmlValue, xmlOf } from './xml.js';

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';
const NAMESPACES: Readonly<Record<string, string>> = {
  ec2: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  elasticloadbalancing: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  rds: 'http://rds.amazonaws.com/doc/2014-10-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** An answer of EC2. */
export function ec2Reply({ action }: AwsCall, result: XmlValue): Reply {
  const body = xmlOf({ requestId: REQUEST_ID }) + xmlOf(result);
  return xml(200, `<${action}Response xmlns="${NAMESPACES.ec2}">${body}</${action}Response>`);
}

/** An answer of IAM, STS, Elastic Load Balancing or RDS. */
export function queryReply({ action, service }: AwsCall, result: XmlValue): Reply {
  const body = xmlOf({ [`${action}Result`]: result, ResponseMetadata: { RequestId: REQUEST_ID } });
  return xml(200, `<${action}Response xmlns="${NAMESPACES[service]}">${body}</${action}Response>`);
}

/** A refusal, in the shape of the service. */
export function errorReply(service: string, status: number, Code: string, Message: string): Reply {
  if (service === 'lambda' || service === 'organizations') {
    return { status, type: 'application/json', body: JSON.stringify({ __type: Code, Message }) };
  }
  if (service === 'ec2') {
    return xml(status, xmlOf({ Response: { Errors: { Error: { Code, Message } }, RequestID: REQUEST_ID } }));
  }
  const error = xmlOf({ Error: { Type: 'Sender', Code, Message }, RequestId: REQUEST_ID });
  return xml(status, `<ErrorResponse xmlns="${NAMESPACES[service] ?? ''}">${error}</ErrorResponse>`);
}

function xml(status: number, body: string): Reply {
  return { status, type: 'text/xml;charset=UTF-8', body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}
