import type {
  EventExplanation,
  ExplainResult,
  FactExplanation,
  LifecycleExplanation,
  PluginExplanation,
  ViolationExplanation,
} from '@fullstop/app/explain';
import type { JsonValue, UnfinishedCheckJson } from '@fullstop/core';
import { withoutControlCharacters } from './control-characters.js';

/** Longest value that is shown as a whole, in characters. */
const MAX_VALUE = 300;

/** What plugins make of events, for people: a block for each plugin that looks at an event, a line for each other one. */
export function explanationText({ events, isConnected }: ExplainResult): string {
  const connection = isConnected
    ? 'AWS and the services around were asked.'
    : 'AWS and the services around were not asked (FULLSTOP_AWS_ENABLED); facts of theirs could not be had.';
  const blocks = [...events.flatMap(eventBlocks), [connection]];
  const lines = blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
  return `${lines.map(withoutControlCharacters).join('\n')}\n`;
}

function eventBlocks({ event, plugins }: EventExplanation): string[][] {
  const looking = plugins.filter((plugin) => plugin.why_not === null);
  const others = plugins.filter((plugin) => plugin.why_not !== null);
  const failure = event.error_code === null ? [] : [`  the call failed: ${event.error_code}`];
  return [
    [
      `${event.event_name} of ${event.event_source}, event ${event.event_id}`,
      `  account ${event.account_id}, region ${event.region}, ${event.event_time}`,
      `  by ${event.username ?? 'an AWS service'}`,
      ...failure,
    ],
    ...looking.map(pluginBlock),
    ...(others.length > 0 ? [['Not looking at it:', ...others.flatMap(otherLines)]] : []),
  ];
}

function pluginBlock(plugin: PluginExplanation): string[] {
  const { facts, violations, lifecycle, writes, notes, error } = plugin;
  return [
    `${plugin.plugin} (${plugin.title}): ${decisionOf(plugin)}`,
    ...(error ? [`  why: ${error.message} (${error.code})`] : []),
    ...section('asked for', facts.length > 0 ? facts.map(factLine) : ['nothing but the event itself']),
    ...section('would report', violations.map(violationLine)),
    ...section('would note about instances', lifecycle.map(lifecycleLine)),
    ...section(
      'would write',
      writes.map(
        ({ bucket, key, content_type, text }) => `s3://${bucket}/${key} (${content_type}): ${shown(text)}`,
      ),
    ),
    ...section('said', notes),
    ...storedLines(plugin.stored_check),
  ];
}

function decisionOf({ state, violations }: PluginExplanation): string {
  const count = violations.length;
  const found = count === 0 ? 'nothing to report' : count === 1 ? '1 violation' : `${count} violations`;
  if (state === 'decided') return found;
  const undecided = state === 'pending' ? 'pending, to be tried again' : 'failed, a person must look';
  return count === 0 ? undecided : `${undecided}; ${found} so far`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    ${line}`)];
}

function factLine({ fact, outcome, value, error }: FactExplanation): string {
  switch (outcome) {
    case 'known':
      return `${fact}: ${shown(value)}`;
    case 'absent':
      return `${fact}: known not to exist`;
    case 'unavailable':
      return `${fact}: could not be had: ${error?.message} (${error?.code})`;
    case 'unanswered':
      return `${fact}: not answered before the plugin was done`;
  }
}

function violationLine(violation: ViolationExplanation): string {
  const { type, severity, instance_id, application_id, application_version, meta_info } = violation;
  const application =
    application_id === null
      ? ''
      : `, application ${[application_id, application_version ?? ''].join(' ').trim()}`;
  const resource = instance_id === null ? '' : ` ${instance_id}`;
  const details = meta_info === null ? '' : `: ${shown(meta_info)}`;
  return `${type}${resource} (severity ${severity}${application})${details}`;
}

function lifecycleLine(entry: LifecycleExplanation): string {
  const image =
    entry.image_id === null ? '' : `, image ${entry.image_id} ${entry.image_name ?? ''}`.trimEnd();
  return (
    `${entry.instance_id}: ${entry.event_type} at ${entry.event_date}, ` +
    `application ${entry.application_id} ${entry.application_version}${image}`
  );
}

function storedLines(check: UnfinishedCheckJson | null): string[] {
  if (!check) return [];
  const next = check.next_try_at === null ? '' : `, next one ${check.next_try_at}`;
  return [
    ...section('stored', [
      `${check.state} after ${check.attempts} tries, the last one ${check.last_tried_at}${next}: ${check.error_message}`,
    ]),
  ];
}

function otherLines({ plugin, why_not, stored_check }: PluginExplanation): string[] {
  return [`  ${plugin}: ${why_not}`, ...storedLines(stored_check).map((line) => `  ${line}`)];
}

/** A value on one line; of a long one its beginning, and how long it is. */
function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE)}… (${text.length} characters)`;
}
