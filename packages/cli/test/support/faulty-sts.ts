import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How calls end. */
export type StsMode = 'throttled' | 'denied' | 'hanging' | 'answering';

const OWN_ACCOUNT = '999900009999';
const OWN_KEY = 'AKIAOWNACCOUNT000000';
const HOUR_MS = 3_600_000;
const NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

interface Reply {
  readonly status: number;
  readonly body: string;
}

/**
 * STS on loopback that fails every call in one way at a time, but for the question who the service itself is. Of some
 * accounts the role can be assumed all the same, and the calls made with it fail.
 */
export class FaultySts {
  mode: StsMode = 'answering';
  /** Calls by mode. */
  readonly calls: Record<StsMode, number> = { throttled: 0, denied: 0, hanging: 0, answering: 0 };
  readonly #openAccounts: ReadonlySet<string>;
  readonly #server: Server;

  private constructor(openAccounts: readonly string[]) {
    this.#openAccounts = new Set(openAccounts);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @param openAccounts accounts whose role can always be assumed. */
  static async start(openAccounts: readonly string[]): Promise<FaultySts> {
    const sts = new FaultySts(openAccounts);
    await new Promise<void>((resolve) => sts.#server.listen(0, '127.0.0.1', resolve));
    return sts;
  }

  /** What a process needs to come here. */
  get env(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: OWN_KEY,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await stopped;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const parameters = new URLSearchParams(Buffer.concat(chunks).toString());
    const reply = this.#replyTo(parameters, request.headers.authorization ?? '');
    // Whoever hangs does not hang up.
    if (!reply) return;
    response.writeHead(reply.status, { 'content-type': 'text/xml' }).end(reply.body);
  }

  #replyTo(parameters: URLSearchParams, authorization: string): Reply | undefined {
    const [, key = ''] = /Credential=([^/]+)/.exec(authorization) ?? [];
    const role = parameters.get('RoleArn') ?? '';
    const [, asked = ''] = /:iam::(\d{12}):role/.exec(role) ?? [];
    const account = key === OWN_KEY ? OWN_ACCOUNT : key.slice(4, 16);
    const isAlwaysFine = role === '' ? account === OWN_ACCOUNT : this.#openAccounts.has(asked);
    if (!isAlwaysFine) {
      this.calls[this.mode] += 1;
      if (this.mode === 'throttled') return refusal(400, 'Throttling', 'Rate exceeded');
      if (this.mode === 'denied') return refusal(403, 'AccessDenied', 'Not authorized');
      if (this.mode === 'hanging') return undefined;
    }
    if (role === '') return callerIdentity(account);
    return assumed(role, `ASIA${asked}0000`);
  }
}

function refusal(status: number, code: string, message: string): Reply {
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>${message}</Message>`;
  return { status, body: `<ErrorResponse ${NAMESPACE}><Error>${error}</Error></ErrorResponse>` };
}

function callerIdentity(accountId: string): Reply {
  const result = `<Arn>arn:aws:iam::${accountId}:user/u</Arn><UserId>U</UserId><Account>${accountId}</Account>`;
  return answer('GetCallerIdentity', result);
}

function assumed(roleArn: string, key: string): Reply {
  const expiration = new Date(Date.now() + HOUR_MS).toISOString();
  const credentials =
    `<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>` +
    `<SessionToken>token</SessionToken><Expiration>${expiration}</Expiration>`;
  const user = `<AssumedRoleId>A:s</AssumedRoleId><Arn>${roleArn}</Arn>`;
  return answer(
    'AssumeRole',
    `<AssumedRoleUser>${user}</AssumedRoleUser><Credentials>${credentials}</Credentials>`,
  );
}

function answer(action: string, result: string): Reply {
  const body = `<${action}Result>${result}</${action}Result>`;
  return { status: 200, body: `<${action}Response ${NAMESPACE}>${body}</${action}Response>` };
}
