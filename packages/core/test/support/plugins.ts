import {
  type CheckOutcome,
  type Clock,
  defineViolationType,
  type EventPlugin,
  Plugin,
  type PluginCandidate,
  type PluginClass,
  PluginHost,
  type PluginHostOptions,
  type PluginMetadata,
} from '../../src/index.js';

export const BAD_THING = defineViolationType({
  id: 'BAD_THING',
  title: 'A bad thing',
  helpText: 'Something is bad. Make it good.',
  severity: 2,
  priority: 3,
});

export const OTHER_THING = defineViolationType({ ...BAD_THING, id: 'OTHER_THING' });

/** A plugin class with this id and this behaviour, subscribed to everything unless told otherwise. */
export function aPlugin(
  id: string,
  inspect: EventPlugin['inspect'] = () => [],
  metadata: Partial<PluginMetadata> = {},
): PluginClass {
  class TestPlugin implements EventPlugin {
    inspect = inspect;
  }
  Plugin<string>({
    id,
    title: id,
    summary: `The plugin ${id}.`,
    events: '*',
    emits: { BAD_THING },
    ...metadata,
  })(TestPlugin);
  return TestPlugin;
}

/** A plugin that finds one bad thing in every event. */
export function aFinder(id: string): PluginClass {
  return aPlugin(id, () => [{ type: 'BAD_THING', instanceId: `found by ${id}` }]);
}

export function candidates(...classes: readonly PluginClass[]): PluginCandidate[] {
  return classes.map((pluginClass) => ({ pluginClass, packageName: 'a-package', packageVersion: '1.2.3' }));
}

export function aHost(classes: readonly PluginClass[], options: Partial<PluginHostOptions> = {}): PluginHost {
  return new PluginHost({ candidates: candidates(...classes), ...options });
}

/** The outcome of one plugin among several. */
export function outcomeOf(outcomes: readonly CheckOutcome[], pluginId: string): CheckOutcome {
  const found = outcomes.find((outcome) => outcome.pluginId === pluginId);
  if (!found) throw new Error(`no outcome of ${pluginId}`);
  return found;
}

/** A clock that a test sets. */
export class SettableClock implements Clock {
  time = new Date('2026-03-02T10:00:00.000Z');

  now(): Date {
    return new Date(this.time);
  }

  advance(seconds: number): void {
    this.time = new Date(this.time.getTime() + seconds * 1000);
  }
}
