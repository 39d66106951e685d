import { ChoicesError } from './choices-error.js';
import { camelCase, constantCase, kebabWords, pascalCase, sentenceCase } from './names.js';
import type { RecordedEvent } from './recorded-event.js';

/** What somebody said about the package he wants; everything but the name has a default. */
export interface Choices {
  /** Name of the npm package, with or without scope. */
  readonly name: string;
  readonly kind: 'plugin' | 'job';
  /** Default: from the name; kebab-case for a plugin, lower camel case for a job. */
  readonly id?: string;
  /** One sentence. */
  readonly summary?: string;
  /** Id of the violation type. */
  readonly type?: string;
  /** From 0 to 4. Default 2. */
  readonly severity?: number;
  /** What a plugin reads, as `s3.amazonaws.com:DeleteBucketPolicy`. */
  readonly event?: string;
  /** The request parameter that names the resource. */
  readonly resource?: string;
  /** An event to begin with, in place of `event`. */
  readonly recorded?: RecordedEvent;
}

/** Everything that the files of the package say. */
export interface ExtensionPlan {
  readonly kind: 'plugin' | 'job';
  readonly packageName: string;
  /** Name of the folder: that of the package, without scope. */
  readonly folder: string;
  readonly id: string;
  /** Beginning of the names of files, kebab-case. */
  readonly fileName: string;
  /** Beginning of the names of classes. */
  readonly className: string;
  /** Beginning of the names of constants. */
  readonly constantName: string;
  readonly title: string;
  readonly summary: string;
  readonly type: string;
  readonly typeTitle: string;
  readonly severity: number;
  readonly eventSource: string;
  readonly eventName: string;
  readonly resource: string;
  /** What the resource of the recorded event is called. */
  readonly resourceName: string;
  /** The event of the test. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** npm takes no longer names, and a folder of that name is its own. */
const PACKAGE_NAME = /^(?=.{1,214}$)(?!node_modules$)(?:@([a-z0-9][a-z0-9._-]*)\/)?([a-z0-9][a-z0-9._-]*)$/;
const EVENT = /^([a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com):([A-Z][A-Za-z0-9]*)$/;
const MAX_TITLE = 32;
const DEFAULT_EVENT = 's3.amazonaws.com:DeleteBucketPublicAccessBlock';
const DEFAULT_RESOURCE = 'bucketName';
const DEFAULT_SEVERITY = 2;

const FORMS = {
  id: { plugin: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, job: /^[a-z][a-zA-Z0-9]*$/ },
  type: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/,
  resource: /^[A-Za-z][A-Za-z0-9]*$/,
  // What the contract asks of a summary; the marks would end a text or a table in the files written.
  summary: /^[A-Z][^\n`|\\]*\.$/,
};

/**
 * Completes what was said by what follows from it.
 * @throws {ChoicesError} naming what is wrong and a right example.
 */
export function planOf(choices: Choices): ExtensionPlan {
  const { kind, name } = choices;
  const [, scope, folder] =
    PACKAGE_NAME.exec(name) ?? fail('name', name, '@acme/fullstop-plugin-open-buckets');
  const words = kebabWords(`${scope ?? ''}-${folder!.replace(/^fullstop-(plugin|job)-/, '')}`);
  const id = idOf(choices, words);
  const idWords = kebabWords(id);
  const { eventSource, eventName } = eventOf(choices);
  const resource = checked('resource', choices.resource ?? resourceOf(choices), FORMS.resource);
  const record = recordOf(choices, eventSource, eventName, resource);
  const type = checked('type', choices.type ?? defaultType(choices, idWords), FORMS.type);
  const file = idWords.at(-1) === kind ? idWords.slice(0, -1) : idWords;
  const about = { kind, packageName: name, folder: folder!, id, title: sentenceCase(file) };
  return {
    ...about,
    fileName: file.join('-'),
    className: pascalCase(file),
    constantName: camelCase(file),
    summary: checked('summary', choices.summary ?? defaultSummary(choices, eventName), FORMS.summary),
    type,
    typeTitle: sentenceCase(kebabWords(type)).slice(0, MAX_TITLE).trim(),
    severity: severityOf(choices),
    eventSource,
    eventName,
    resource,
    resourceName: resourceNameOf(record, resource),
    record,
  };
}

function idOf({ kind, name, id }: Choices, words: readonly string[]): string {
  if (id !== undefined) return checked('id', id, FORMS.id[kind]);
  const followed = kind === 'job' ? jobId(words) : words.join('-');
  if (words.length > 0 && FORMS.id[kind].test(followed)) return followed;
  throw new ChoicesError(`No id follows from the name "${name}"; give one, such as ${EXAMPLES.id}.`);
}

function jobId(words: readonly string[]): string {
  return camelCase(words.at(-1) === 'job' ? words : [...words, 'job']);
}

function defaultType({ kind, event, recorded }: Choices, words: readonly string[]): string {
  if (kind === 'job') return 'ADDRESS_WITHOUT_USE';
  return event === undefined && !recorded ? 'BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK' : constantCase(words);
}

function defaultSummary({ kind }: Choices, eventName: string): string {
  return kind === 'job'
    ? 'Reports Elastic IP addresses that nothing uses.'
    : `Reports successful calls of ${eventName}.`;
}

function eventOf({ event, recorded }: Choices): { eventSource: string; eventName: string } {
  const text = recorded ? `${recorded.eventSource}:${recorded.eventName}` : (event ?? DEFAULT_EVENT);
  const [, eventSource, eventName] = EVENT.exec(text) ?? fail('event', text, DEFAULT_EVENT);
  return { eventSource: eventSource!, eventName: eventName! };
}

function resourceOf({ recorded }: Choices): string {
  const [first] =
    // Policies and scripts have several lines, and name nothing.
    Object.entries(recorded?.requestParameters ?? {}).find(
      ([, value]) => typeof value === 'string' && !value.includes('\n'),
    ) ?? [];
  return first ?? DEFAULT_RESOURCE;
}

function severityOf({ severity = DEFAULT_SEVERITY }: Choices): number {
  if ([0, 1, 2, 3, 4].includes(severity)) return severity;
  return fail('severity', String(severity), '2, or another number from 0 to 4');
}

function recordOf(
  { recorded }: Choices,
  eventSource: string,
  eventName: string,
  resource: string,
): Readonly<Record<string, unknown>> {
  if (recorded) return recorded.record;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEEXAMPLE123:jane',
      arn: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
      accountId: '111122223333',
      accessKeyId: 'ASIAEXAMPLEEXAMPLE12',
    },
    eventTime: '2026-03-02T09:15:00Z',
    eventSource,
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.10',
    userAgent: 'aws-cli/2.33.0',
    requestParameters: { [resource]: 'acme-example' },
    responseElements: null,
    requestID: '5f0a1b2c-3d4e-4f50-8a6b-7c8d9e0f1a2b',
    eventID: '0c0ffee0-0000-4000-8000-000000000001',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
  };
}

/** @throws {ChoicesError} when the event of the test does not have the resource. */
function resourceNameOf({ requestParameters }: Readonly<Record<string, unknown>>, resource: string): string {
  const name: unknown = Object(requestParameters)[resource];
  if (typeof name === 'string') return name;
  throw new ChoicesError(
    `The recorded event has no text in requestParameters.${resource}; name another resource.`,
  );
}

function checked(what: keyof typeof EXAMPLES, value: string, form: RegExp): string {
  return form.test(value) ? value : fail(what, value, EXAMPLES[what]);
}

const EXAMPLES = {
  id: 'open-buckets for a plugin, openBucketsJob for a job',
  type: 'BUCKET_WITHOUT_ENCRYPTION',
  resource: 'bucketName',
  summary: 'Reports buckets without encryption.',
};

function fail(what: string, value: string, example: string): never {
  throw new ChoicesError(`"${value}" will not do as ${what}; expected something like ${example}`);
}
