import type { RequestListener } from 'node:http';
import type { Kio } from '@fullstop/clients';
import type { InstanceApplications } from '@fullstop/core';
import { afterEach, beforeEach } from '@jest/globals';
import type { ProbeNetwork } from '../../src/shared/probe/index.js';
import { Endpoints, loopback } from './endpoints.js';

/** What endpoints of the internet answer, and what is known about who they belong to. */
export interface Internet {
  /** Status by `http://<host>` or `https://<host>`, addresses without brackets; others ask for credentials (401). */
  readonly statuses: Map<string, number>;
  /** What was asked for, in the order of arrival, as in `statuses`. */
  readonly asked: string[];
  /** Reaches these endpoints on ports 80, 443, and 8443 (over TLS). */
  readonly network: ProbeNetwork;
  /** Names of applications by instance id. */
  readonly applications: Map<string, string>;
  /** Ids of registered applications, and whether they are public. */
  readonly registered: Map<string, boolean>;
  readonly history: InstanceApplications & { readonly questions: (readonly string[])[] };
  readonly kio: Kio;
}

/** An internet on loopback, new for each test. */
export function useInternet(): () => Internet {
  let endpoints: Endpoints;
  let internet: Internet;
  beforeEach(async () => {
    endpoints = new Endpoints();
    internet = await makeInternet(endpoints);
  });
  afterEach(() => endpoints.stop());
  return () => internet;
}

async function makeInternet(endpoints: Endpoints): Promise<Internet> {
  const statuses = new Map<string, number>();
  const asked: string[] = [];
  const answer =
    (scheme: string): RequestListener =>
    ({ headers: { host = '' } }, response) => {
      const place = `${scheme}://${host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')}`;
      asked.push(place);
      response.writeHead(statuses.get(place) ?? 401).end();
    };
  const plain = await endpoints.http(answer('http'));
  const secure = await endpoints.https(answer('https'));
  const applications = new Map<string, string>();
  const registered = new Map<string, boolean>();
  const questions: (readonly string[])[] = [];
  return {
    statuses,
    asked,
    network: loopback({ 80: plain, 443: secure, 8443: secure }),
    applications,
    registered,
    history: {
      questions,
      applicationOf: async (_accountId, _region, instanceIds) => {
        questions.push(instanceIds);
        return instanceIds.map((id) => applications.get(id)).find((name) => name !== undefined);
      },
    },
    kio: {
      findApplication: async (id) => {
        const publiclyAccessible = registered.get(id);
        return publiclyAccessible === undefined ? undefined : { id, publiclyAccessible };
      },
    },
  };
}
