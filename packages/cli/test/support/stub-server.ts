import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ViolationJson } from '@fullstop/core';

/** A request as it arrived. */
export interface RecordedRequest {
  /** Such as `GET /api/violations`. */
  readonly what: string;
  readonly query: URLSearchParams;
  /** The query as it was sent. */
  readonly rawQuery: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What is answered; a body that is no text goes as JSON. */
export interface StubAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that lists the violations that it holds, records what it is asked, and answers the rest as it is told. */
export class StubServer {
  readonly requests: RecordedRequest[] = [];
  /** By `METHOD /path`; used before anything else. */
  readonly answers = new Map<string, (request: RecordedRequest) => StubAnswer>();
  violations: ViolationJson[] = [];
  /** Ids of those in accounts that the caller is no member of. */
  forbidden: readonly number[] = [];
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  reset(): void {
    this.requests.length = 0;
    this.answers.clear();
    this.violations = [];
    this.forbidden = [];
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** `METHOD /path` of each request so far. */
  get asked(): string[] {
    return this.requests.map(({ what }) => what);
  }

  async #serve(request: IncomingMessage, response: import('node:http').ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, searchParams, search } = new URL(request.url ?? '/', this.url);
    const recorded = {
      what: `${request.method} ${pathname}`,
      query: searchParams,
      rawQuery: search,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    this.requests.push(recorded);
    const answer = this.answers.get(recorded.what)?.(recorded) ?? this.#usual(recorded);
    const { status = 200, body, headers } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));
  }

  #usual({ what, query, body }: RecordedRequest): StubAnswer {
    if (what === 'GET /api/violations') return { body: { content: this.#page(query) } };
    if (what === 'POST /api/violations/resolutions') return { body: this.#resolved(body) };
    const [, method, id] = /^(GET|POST|DELETE) \/api\/violations\/(\d+)(\/resolution)?$/.exec(what) ?? [];
    const violation = this.violations.find((each) => each.id === Number(id));
    if (method === undefined || violation === undefined) return { status: 404, body: '' };
    return { body: violation };
  }

  /** What becomes of violations that are resolved by their ids. */
  #resolved(body: string): unknown {
    const { ids = [] } = JSON.parse(body) as { ids?: readonly number[] };
    const outcomeOf = (id: number) => {
      if (this.forbidden.includes(id)) return 'forbidden';
      return this.violations.some((violation) => violation.id === id) ? 'done' : 'unknown';
    };
    const results = ids.map((id) => ({ id, outcome: outcomeOf(id) }));
    return { bulk_id: 17, resolved: results.filter(({ outcome }) => outcome === 'done').length, results };
  }

  /** Newest first, as the client asks for it; at most 2000. */
  #page(query: URLSearchParams): ViolationJson[] {
    const before = Number(query.get('before-id') ?? Number.POSITIVE_INFINITY);
    const region = query.get('region');
    const state = query.get('state') ?? 'open';
    return this.violations
      .filter(({ id }) => id < before)
      .filter((violation) => region === null || violation.region === region)
      .filter(({ comment }) => state === (comment === null ? 'open' : 'resolved'))
      .sort((left, right) => right.id - left.id)
      .slice(0, Math.min(Number(query.get('size') ?? 10), 2000));
  }
}

/** A violation on the wire, open unless it is given otherwise. */
export function violationJson(id: number, given: Partial<ViolationJson> = {}): ViolationJson {
  return {
    id,
    version: 0,
    event_id: `event-${id}`,
    account_id: '111122223333',
    region: 'eu-west-1',
    meta_info: { ami_name: 'foo' },
    comment: null,
    instance_id: `i-${id}`,
    plugin_fully_qualified_class_name: '@fullstop/plugin-test#TestPlugin',
    created: '2026-08-06T10:00:00.000Z',
    created_by: 'FULLSTOP',
    last_modified: '2026-08-06T10:00:00.000Z',
    last_modified_by: 'FULLSTOP',
    username: null,
    rule_id: null,
    application_id: null,
    application_version_id: null,
    ...given,
    violation_type: {
      id: 'WRONG_AMI',
      help_text: 'Use an approved image.',
      violation_severity: 3,
      audit_relevant: false,
      title: 'Wrong image',
      priority: 1,
      ...given.violation_type,
    },
  } as ViolationJson;
}
