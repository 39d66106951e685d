import type { EventSubscription } from '../plugin/plugin-metadata.js';

/**
 * One thing that somebody subscribed to. `undefined` stands for "any"; `namePrefix` is set for a name that ended in `*`.
 */
export interface EventPattern {
  readonly source: string | undefined;
  readonly name: string | undefined;
  readonly namePrefix: string | undefined;
}

/** What a log reader needs to know to skip everything else. Compiled once from the subscriptions of all plugins. */
export interface EventSelector {
  /** The union of all subscriptions, without repetition. */
  readonly patterns: readonly EventPattern[];
  /** Whether anybody subscribed to such events. */
  wants(eventSource: string, eventName: string): boolean;
}

/** Names remembered per index; an attacker who invents event names does not fill the memory. */
const MAX_REMEMBERED = 10_000;

/** Finds the subscribers of an event by source and name, in the order in which they were given. */
export class SubscriptionIndex<Subscriber> implements EventSelector {
  readonly patterns: readonly EventPattern[];
  readonly #subscribers: readonly { readonly subscriber: Subscriber; readonly patterns: EventPattern[] }[];
  readonly #remembered = new Map<string, Map<string, readonly Subscriber[]>>();
  #rememberedNames = 0;

  constructor(subscriptions: readonly (readonly [Subscriber, EventSubscription])[]) {
    this.#subscribers = subscriptions.map(([subscriber, events]) => ({
      subscriber,
      patterns: patternsOf(events),
    }));
    const all = this.#subscribers.flatMap(({ patterns }) => patterns);
    this.patterns = [...new Map(all.map((pattern) => [JSON.stringify(pattern), pattern])).values()];
  }

  /** Everyone who subscribed to such events. */
  subscribersOf(eventSource: string, eventName: string): readonly Subscriber[] {
    const remembered = this.#remembered.get(eventSource)?.get(eventName);
    if (remembered) return remembered;

    const found = this.#subscribers
      .filter(({ patterns }) => patterns.some((pattern) => matches(pattern, eventSource, eventName)))
      .map(({ subscriber }) => subscriber);
    this.#remember(eventSource, eventName, found);
    return found;
  }

  wants(eventSource: string, eventName: string): boolean {
    return this.subscribersOf(eventSource, eventName).length > 0;
  }

  #remember(eventSource: string, eventName: string, found: readonly Subscriber[]): void {
    if (this.#rememberedNames >= MAX_REMEMBERED) {
      this.#remembered.clear();
      this.#rememberedNames = 0;
    }
    const names = this.#remembered.get(eventSource) ?? new Map<string, readonly Subscriber[]>();
    this.#remembered.set(eventSource, names.set(eventName, found));
    this.#rememberedNames += 1;
  }
}

function patternsOf(events: EventSubscription): EventPattern[] {
  if (events === '*') return [{ source: undefined, name: undefined, namePrefix: undefined }];
  return Object.entries(events).flatMap(([source, names]): EventPattern[] => {
    if (names === '*') return [{ source, name: undefined, namePrefix: undefined }];
    return names.map((name) =>
      name.endsWith('*')
        ? { source, name: undefined, namePrefix: name.slice(0, -1) }
        : { source, name, namePrefix: undefined },
    );
  });
}

function matches(pattern: EventPattern, eventSource: string, eventName: string): boolean {
  if (pattern.source !== undefined && pattern.source !== eventSource) return false;
  if (pattern.name !== undefined) return pattern.name === eventName;
  return pattern.namePrefix === undefined || eventName.startsWith(pattern.namePrefix);
}
