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
    given.name ??
    (await answer('What is the package called?', `@acme/fullstop-${given.kind}-example`, (text) => ({
      ...given,
      name: text,
    })));
  const named: Choices = { ...given, name };
  const summary =
    given.summary ??
    (await answer('What does it report, in a sentence?', planOf(named).summary, (text) => ({
      ...named,
      summary: text,
    })));
  const described: Choices = { ...named, summary };
  if (given.kind === 'job') return withSeverity(described);
  const event =
    given.recorded || given.event
      ? given.event
      : await answer('Which event does it read?', eventOf(planOf(named)), (text) => ({
          ...described,
          event: text,
        }));
  const reading: Choices = { ...described, event };
  const resource =
    given.resource ??
    (await answer('Which request parameter names the resource?', planOf(reading).resource, (text) => ({
      ...reading,
      resource: text,
    })));
  const naming: Choices = { ...reading, resource };
  const type =
    given.type ??
    (await answer('What is the bad state called?', planOf(naming).type, (text) => ({
      ...naming,
      type: text,
    })));
  return withSeverity({ ...naming, type });
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

/** Asks until the answer will do. @param chosen everything that is known with it. */
async function answer(
  message: string,
  initialValue: string,
  chosen: (text: string) => Choices,
): Promise<string> {
  const validate = (answered = '') => problemOf(chosen(answered));
  return notCancelled(await text({ message, initialValue, validate }));
}

function problemOf(choices: Choices): string | undefined {
  try {
    planOf(choices);
    return undefined;
  } catch (error) {
    if (error instanceof ChoicesError) return error.message;
    throw error;
  }
}

function notCancelled<T>(value: T): Exclude<T, symbol> {
  if (!isCancel(value)) return value as Exclude<T, symbol>;
  cancel('Nothing was written.');
  throw new ChoicesError('Given up.');
}

function eventOf({ eventSource, eventName }: { eventSource: string; eventName: string }): string {
  return `${eventSource}:${eventName}`;
}
