import { gzipSync } from 'node:zlib';
import {
  type CloudTrailEvent,
  defineViolationType,
  type EventPlugin,
  FactUnavailableError,
  type Finding,
  InMemoryFindingsStore,
  Plugin,
  type PluginClass,
  PluginHost,
} from '@fullstop/core';
import { aRecord, type FixedClock, launched } from '@fullstop/testing';
import type { LogObject } from '../../src/source/log-object.js';

const LAUNCHED = defineViolationType({
  id: 'LAUNCHED',
  title: 'Launched',
  helpText: 'Something was launched.',
  severity: 0,
  priority: 4,
});

const events = { 'ec2.amazonaws.com': ['RunInstances'] };

/** Reports every launch. */
@Plugin({ id: 'every-launch', title: 'Every launch', summary: 'Reports.', events, emits: { LAUNCHED } })
export class EveryLaunch implements EventPlugin<'LAUNCHED'> {
  inspect(event: CloudTrailEvent): Finding<'LAUNCHED'>[] {
    return [{ type: 'LAUNCHED', instanceId: event.eventID }];
  }
}

/** Whether the fact that {@link NeedsFact} needs can be had. */
export const fact = { available: false };

/** Needs a fact. */
@Plugin({ id: 'needs-fact', title: 'Needs a fact', summary: 'Waits.', events, emits: { LAUNCHED } })
export class NeedsFact implements EventPlugin<'LAUNCHED'> {
  inspect(): Finding<'LAUNCHED'>[] {
    if (!fact.available) throw new FactUnavailableError('the fact', 'the test says so');
    return [{ type: 'LAUNCHED', instanceId: 'by-fact' }];
  }
}

/** A host with some of these plugins. */
export function hostOf(clock: FixedClock, ...plugins: PluginClass[]): PluginHost {
  const candidates = plugins.map((pluginClass) => ({ pluginClass, packageName: 'p', packageVersion: '1' }));
  return new PluginHost({
    candidates,
    clock,
    retry: { firstDelaySeconds: 10, random: () => 0.999, maxAttempts: 3 },
  });
}

/** A store that knows the type, and can be made to fail. */
export class FailingStore extends InMemoryFindingsStore {
  /** Commits that fail from now on. */
  failures = 0;
  /** Sizes of the units that were committed. */
  readonly units: number[] = [];

  override async commit(unit: Parameters<InMemoryFindingsStore['commit']>[0]) {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the database is gone');
    }
    this.units.push(unit.violations?.length ?? 0);
    return super.commit(unit);
  }
}

/** A launch with its own event id. */
export function launch(n: number) {
  const eventID = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  return aRecord('ec2.amazonaws.com:RunInstances', { eventID, ...launched(`i-${n}`) });
}

/** A log object in memory. */
export function logObject(records: readonly unknown[], key = 'a', cut = 0): LogObject {
  const bytes = gzipSync(JSON.stringify({ Records: records }));
  return {
    id: { bucket: 'b', key, etag: '1' },
    keyAccountId: '999988887777',
    keyRegion: 'us-east-1',
    async *open() {
      yield bytes.subarray(0, bytes.length - cut);
    },
  };
}
