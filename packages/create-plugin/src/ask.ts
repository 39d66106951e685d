import { cancel, isCancel, select, text } from '@clack/prompts';
import { ChoicesError } from './choices-error.js';
import { type Choices, planOf } from './extension-plan.js';

/** What the call said. */
export type GivenChoices = Omit<Choices, 'name'> & { readonly name?: string };

/**
 * Asks at the terminal for what the call did not say. Each question has an answer already, that of {@link planOf}.
 * @throws {ChoicesError} when the person gives up.
 */
export async function ask(given: GivenChoices): Promise<Choices> {
  const name =
    given.name ?? (await answer('What is the package called?', `@acme/fullstop-${given.kind}-example`));
  const named: Choices = { ...given, name };
  const summary =
    given.summary ?? (await answer('What does it report, in a sentence?', planOf(named).summary));
  if (given.kind === 'job') return withSeverity({ ...named, summary });
  const event =
    given.recorded || given.event
      ? given.event
      : await answer('Which event does it read?', eventOf(planOf(named)));
  const reading: Choices = { ...named, summary: given.summary ?? summary, event };
  const resource =
    given.resource ?? (await answer('Which request parameter names the resource?', planOf(reading).resource));
  const type =
    given.type ?? (await answer('What is the bad state called?', planOf({ ...reading, resource }).type));
  return withSeverity({ ...reading, resource, type });
}

async function withSeverity(choices: Choices): Promise<Choices> {
  if (choices.severity !== undefined) return choices;
  const options = [0, 1, 2, 3, 4].map((value) => ({ value, label: SEVERITIES[value]! }));
  return {
    ...choices,
    severity: notCancelled(await select({ message: 'How bad is it?', options, initialValue: 2 })),
  };
}

const SEVERITIES = ['0, for information', '1, low', '2, medium', '3, high', '4, critical'];

async function answer(message: string, initialValue: string): Promise<string> {
  return notCancelled(await text({ message, initialValue }));
}

function notCancelled<T>(value: T): Exclude<T, symbol> {
  if (!isCancel(value)) return value as Exclude<T, symbol>;
  cancel('Nothing was written.');
  throw new ChoicesError('Given up.');
}

function eventOf({ eventSource, eventName }: { eventSource: string; eventName: string }): string {
  return `${eventSource}:${eventName}`;
}
