import { AWS_CLIENTS } from '@fullstop/aws';
import { ClientProvider, S3Buckets } from '@fullstop/aws/clients';
import { FixedTokens, KioClient, PierOneClients } from '@fullstop/clients';
import { createS3Client } from '@fullstop/cloudtrail/s3';
import {
  BUCKETS,
  type CheckOutcome,
  type CloudTrailEvent,
  INSTANCE_HISTORY,
  InMemoryFindingsStore,
  type JsonValue,
  PluginHost,
  type PluginHostOptions,
  type UnfinishedCheck,
} from '@fullstop/core';
import { APPROVED_IMAGES, INSTANCES } from '@fullstop/ec2';
import { AwsInstanceDirectory } from '@fullstop/ec2/aws';
import { TAUPAGE_OWNER, TAUPAGE_PREFIX } from '../../src/sample-world/connected/images.js';
import type { ConnectedViolation, ExpectedLifecycle } from '../../src/sample-world/connected/index.js';
import { REGISTRY_TOKEN } from '../../src/support/registry-server.js';

/** Where the services outside are, and how long they are waited for. */
export interface InspectorOptions {
  /** Plugins and their settings. */
  readonly plugins: Pick<PluginHostOptions, 'candidates' | 'settings'>;
  readonly s3: Parameters<typeof createS3Client>[0];
  readonly kioUrl: string;
  readonly pierOneUrl: string;
  /** Longest time of a call to AWS. */
  readonly awsSeconds: number;
  /** Longest time of a call to S3. */
  readonly s3Seconds: number;
  /** Longest time of a call to a registry. */
  readonly registrySeconds: number;
  /** Whether checks run all at once, so that calls that hang cost their time once. Default: as many as in the service. */
  readonly allAtOnce?: boolean;
}

/** The plugins of the project in this process, with clients as the service has them, and a store in memory. */
export class Inspector {
  readonly store: InMemoryFindingsStore;
  readonly #host: PluginHost;
  readonly #clients: ClientProvider;
  readonly #s3: ReturnType<typeof createS3Client>;
  readonly #options: InspectorOptions;

  constructor(options: InspectorOptions, store = new InMemoryFindingsStore()) {
    const { plugins, s3, kioUrl, pierOneUrl, awsSeconds, s3Seconds, registrySeconds } = options;
    this.#options = options;
    this.store = store;
    const seconds = { callDeadlineSeconds: awsSeconds, stsDeadlineSeconds: awsSeconds };
    this.#clients = new ClientProvider({ ...seconds, denialSeconds: 0.05, maxAttempts: 1 });
    this.#s3 = createS3Client({ ...s3, maxAttempts: 1 });
    const tokens = new FixedTokens(`kio=${REGISTRY_TOKEN},pierone=${REGISTRY_TOKEN}`);
    const http = { timeoutMs: registrySeconds * 1000, retries: 0, circuitPauseMs: 50 };
    const ports = {
      clients: this.#clients,
      kio: new KioClient({ url: kioUrl, tokens, http }),
      pierOne: new PierOneClients({ urls: pierOneUrl, tokens, http }),
      history: this.store,
    };
    const approved = { taupageOwners: [TAUPAGE_OWNER], taupageNamePrefix: TAUPAGE_PREFIX };
    this.#host = new PluginHost({
      ...plugins,
      // A finding waits five seconds at most for its application. Where all checks stand in line for the same few
      // connections, that is not enough on a busy machine.
      ...(options.allAtOnce && { maxConcurrentChecks: 10_000 }),
      // Calls have limits of their own; this one must not pass where the machine is busy.
      checkTimeoutSeconds: 60,
      retry: { maxAttempts: 10_000 },
      provided: [
        { token: AWS_CLIENTS, value: this.#clients },
        { token: BUCKETS, value: new S3Buckets(() => this.#s3, { callDeadlineSeconds: s3Seconds }) },
        { token: INSTANCES, value: new AwsInstanceDirectory(ports, approved) },
        { token: INSTANCE_HISTORY, value: this.store },
        { token: APPROVED_IMAGES, value: approved },
      ],
    });
  }

  /** Ids of the plugins that are active. */
  get active(): string[] {
    return this.#host.statuses.filter(({ active }) => active).map(({ id }) => id);
  }

  /** Lets the plugins look at events for the first time. */
  async inspect(events: readonly CloudTrailEvent[]): Promise<void> {
    await this.store.registerViolationTypes(this.#host.violationTypes);
    const outcomes = (await Promise.all(events.map((event) => this.#host.check(event)))).flat();
    await this.#commit(outcomes, ({ unfinished }) => ({
      unfinishedChecks: unfinished ? [unfinished] : [],
    }));
  }

  /** Tries every check without a decision once more. */
  async retry(): Promise<void> {
    const checks = this.store.checks;
    const outcomes = await Promise.all(checks.map((check) => this.#host.retry(check)));
    const decided = outcomes.filter((outcome) => outcome !== undefined);
    await this.#commit(decided, ({ unfinished }, index) => {
      const check = checks[index] as UnfinishedCheck;
      return unfinished ? { retriedChecks: [unfinished] } : { decidedChecks: [check] };
    });
  }

  /** What is stored, as in a database. */
  get stored() {
    return {
      violations: this.store.violations.map(
        (violation): ConnectedViolation => ({
          account_id: violation.accountId,
          region: violation.region,
          event_id: violation.eventId,
          type: violation.type,
          instance_id: violation.instanceId,
          meta_info: violation.metaInfo as ConnectedViolation['meta_info'],
          username: violation.username,
          application: violation.applicationId,
          version: violation.applicationVersion,
        }),
      ),
      pending: this.store.checks.map(({ state, pluginId, eventId }) =>
        state === 'pending' ? `${pluginId} ${eventId}` : `${state}! ${pluginId} ${eventId}`,
      ),
      lifecycle: this.store.lifecycleEntries.map(
        (entry): Omit<ExpectedLifecycle, 'event_id'> => ({
          account_id: entry.accountId,
          region: entry.region,
          instance_id: entry.instanceId,
          event_type: entry.eventType,
          event_date: entry.eventDate.toISOString(),
          image_id: entry.imageId ?? null,
          image_name: entry.imageName ?? null,
          application: entry.applicationId,
          version: entry.applicationVersion,
        }),
      ),
    };
  }

  /** One with new clients, and the same store: as another process after this one. */
  async restarted(options: Partial<InspectorOptions> = {}): Promise<Inspector> {
    await this.stop();
    return new Inspector({ ...this.#options, ...options }, this.store);
  }

  async stop(): Promise<void> {
    await this.#host.dispose();
    this.#clients.close();
    this.#s3.destroy();
  }

  async #commit(
    outcomes: readonly CheckOutcome[],
    checks: (outcome: CheckOutcome, index: number) => object,
  ): Promise<void> {
    for (const [index, outcome] of outcomes.entries()) {
      const { violations, lifecycleEntries } = outcome;
      // Through JSON, as databases keep it.
      const kept = violations.map((each) => ({ ...each, metaInfo: asJson(each.metaInfo) }));
      await this.store.commit({ violations: kept, lifecycleEntries, ...checks(outcome, index) });
    }
  }
}

function asJson(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value));
}
