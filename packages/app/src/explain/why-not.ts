import {
  type AlsoWanted,
  type CloudTrailEvent,
  type EventSubscription,
  type GateReason,
  gatesOf,
  isDispatched,
  type PluginMetadata,
  recordKindOf,
  SubscriptionIndex,
} from '@fullstop/core';

const GATES: Readonly<Record<GateReason, { readonly wish: keyof AlsoWanted; readonly what: string }>> = {
  failed: { wish: 'failedCalls', what: 'the call failed' },
  'dry-run': { wish: 'dryRuns', what: 'the call was a dry run' },
  'read-only': { wish: 'readOnlyCalls', what: 'the call only reads' },
  data: { wish: 'dataEvents', what: 'it is no management event' },
};

/** Why an event does not reach a plugin that is active. */
export function whyNotSubscribed(
  { events, alsoWanted = {} }: PluginMetadata,
  event: CloudTrailEvent,
): string {
  const { eventSource, eventName } = event;
  const kind = recordKindOf(event.eventType, event.eventCategory);
  if (!isDispatched(kind)) return `records of the kind ${kind} reach no plugin`;
  if (!new SubscriptionIndex([[undefined, events]]).wants(eventSource, eventName)) {
    return `not subscribed to ${eventName} of ${eventSource}; it reads ${textOf(events)}`;
  }
  const closed = gatesOf(event).filter((gate) => !alsoWanted[GATES[gate].wish]);
  const reasons = closed.map((gate) => GATES[gate].what + detailOf(gate, event));
  return `${reasons.join(', and ')}, and it does not ask for such events`;
}

function detailOf(gate: GateReason, { errorCode }: CloudTrailEvent): string {
  return gate === 'failed' && errorCode ? ` (${errorCode})` : '';
}

function textOf(events: EventSubscription): string {
  if (events === '*') return 'every event';
  return Object.entries(events)
    .map(([source, names]) => `${names === '*' ? 'everything' : names.join(', ')} of ${source}`)
    .join('; ');
}
