import { AsyncLocalStorage } from 'node:async_hooks';
import { AWS_CLIENTS } from '@fullstop/aws';
import {
  BUCKETS,
  type Buckets,
  type CheckOutcome,
  CLOCK,
  type CloudTrailEvent,
  findPluginMetadata,
  INSTANCE_HISTORY,
  type JsonObject,
  type Logger,
  messageOf,
  PluginHost,
  type Provided,
  parseEvent,
  silentLogger,
} from '@fullstop/core';
import { INSTANCES } from '@fullstop/ec2';
import { CassetteRecorder } from '@fullstop/recording';
import { resolveSecrets } from '../config/secrets.js';
import { LazyStore } from '../explain/lazy-store.js';
import { lentServices } from '../plugins/offline-services.js';
import { isAwsInReach, type PluginServices, pluginServices } from '../plugins/plugin-services.js';
import { pluginHostOptions, type Runtime } from '../runtime.js';

/** How one plugin's look at one record ended. */
export interface AskedCheck {
  readonly eventName: string;
  readonly eventId: string;
  readonly plugin: string;
  readonly state: CheckOutcome['state'];
  readonly violations: number;
  /** Why it was not decided. */
  readonly reason?: string;
}

/** What plugins asked about records. */
export interface AskedFacts {
  readonly recorder: CassetteRecorder;
  readonly checks: readonly AskedCheck[];
  readonly isConnected: boolean;
  /** One sentence for each record that is no event. */
  readonly problems: readonly string[];
}

const RECORDED_TOKENS: readonly symbol[] = [AWS_CLIENTS, BUCKETS, INSTANCES, INSTANCE_HISTORY];

/** Lets plugins look at records, and records what they ask and are told. Stores and writes nothing. */
export async function askFacts(
  given: Runtime,
  records: readonly JsonObject[],
  logger: Logger,
): Promise<AskedFacts> {
  const store = new LazyStore(given);
  try {
    const isConnected = isAwsInReach(given.config);
    // What is encrypted is for AWS and the services around, not for cassettes.
    const runtime = isConnected ? { ...given, config: await resolveSecrets(given) } : given;
    const services = await pluginServices(runtime.config, store, logger);
    try {
      await services.start();
      const recording = new Recording(runtime, services);
      recording.keepOptions(given);
      return { isConnected, ...(await recording.check(records)) };
    } finally {
      await services.close();
    }
  } finally {
    await store.close();
  }
}

/** Plugins, and the recorder between them and the outside. */
class Recording {
  /** Whether it is a plugin that runs, and not one of the services that it asks. */
  readonly #inPlugin = new AsyncLocalStorage<true>();
  readonly #recorder = new CassetteRecorder((ask) => this.#inPlugin.exit(ask));
  readonly #host: PluginHost;

  constructor(runtime: Runtime, { lent }: PluginServices) {
    const now = new Date();
    const services = { ...lent, buckets: withoutWrites(lent.buckets) };
    const provided = lentServices(runtime.config, services).map((each) => this.#recorded(each));
    const clock = { now: () => now };
    this.#host = new PluginHost({
      ...pluginHostOptions(runtime, silentLogger, [
        ...provided,
        this.#recorded({ token: CLOCK, value: clock }),
      ]),
      clock,
    });
  }

  keepOptions({ config, discovery }: Runtime): void {
    for (const { pluginClass } of discovery.candidates) {
      const id = findPluginMetadata(pluginClass)!.id;
      const { options = {} } = config.plugins[id] ?? {};
      if (Object.keys(options).length > 0) this.#recorder.setOptions(id, options);
    }
  }

  async check(records: readonly JsonObject[]): Promise<Omit<AskedFacts, 'isConnected'>> {
    const checks: AskedCheck[] = [];
    const problems: string[] = [];
    const { fetch } = globalThis;
    const recordedFetch = this.#recorder.fetch({ real: fetch });
    // Plugins have no other way to the outside that could be recorded; services of ours use it, too.
    globalThis.fetch = (...args) => (this.#inPlugin.getStore() ? recordedFetch(...args) : fetch(...args));
    try {
      for (const record of records) {
        try {
          // As a test will read it from its file.
          const event = parseEvent(record, { bucket: 'fixtures', key: 'event.json', recordIndex: 0 });
          const outcomes = await this.#inPlugin.run(true, () => this.#host.check(event));
          checks.push(...outcomes.map((outcome) => checkOf(event, outcome)));
        } catch (error) {
          problems.push(messageOf(error));
        }
      }
    } finally {
      globalThis.fetch = fetch;
      await this.#host.dispose();
    }
    return { recorder: this.#recorder, checks, problems };
  }

  #recorded({ token, value }: Provided): Provided {
    if (token !== CLOCK && !RECORDED_TOKENS.includes(token)) return { token, value };
    // Only ports have these tokens.
    return { token, value: this.#recorder.port(token, value as object) };
  }
}

function checkOf(
  { eventName, eventID }: CloudTrailEvent,
  { pluginId, state, violations, unfinished }: CheckOutcome,
): AskedCheck {
  return {
    eventName,
    eventId: eventID,
    plugin: pluginId,
    state,
    violations: violations.length,
    ...(unfinished && { reason: `${unfinished.errorMessage} (${unfinished.errorCode})` }),
  };
}

function withoutWrites(buckets: Buckets): Buckets {
  return {
    bucket: (name) => {
      const bucket = buckets.bucket(name);
      return {
        folders: (prefix) => bucket.folders(prefix),
        keys: (prefix) => bucket.keys(prefix),
        read: (key) => bucket.read(key),
        write: async () => undefined,
      };
    },
  };
}
