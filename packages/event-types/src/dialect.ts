import type { NormalizedSchema } from '@smithy/core/schema';
import { EventTypesError } from './event-types-error.js';

/** How CloudTrail writes what the model of a service names. */
export interface Dialect {
  /** Whether requests follow from the model. */
  readonly derivesRequests: boolean;
  /** Name of a structure's member in a record. */
  memberName(modelName: string, member: NormalizedSchema): string;
  /** Type of a list in a record; `undefined` where the model does not tell. */
  listType(itemType: string, item: NormalizedSchema): string | undefined;
  readonly numberType: string;
  /** Type of the names that calls of an action have in records. */
  eventNameType(action: string): string;
  /** Whether the only structure in an answer stands for the whole answer. */
  readonly unwrapsAnswers: boolean;
  /** Name of a type that every answer has beside the model's; it is among the declarations. */
  readonly answerBase?: string;
  /** Types that the others are made with, by name. */
  readonly declarations: Readonly<Record<string, string>>;
  /** What the reader of the types should know. */
  readonly remarks: readonly string[];
}

const PLAIN: Dialect = {
  derivesRequests: true,
  memberName: uncapitalized,
  listType: (itemType) => `${isUnion(itemType) ? `(${itemType})` : itemType}[]`,
  numberType: 'number',
  eventNameType: (action) => `'${action}'`,
  unwrapsAnswers: false,
  declarations: {},
  remarks: [],
};

const LAMBDA: Dialect = {
  ...PLAIN,
  eventNameType: (action) => `'${action}' | \`${action}20\${string}\``,
  remarks: ["The API's date is part of the names of most events of Lambda, as in CreateFunction20150331."],
};

// EC2's own names are those of its XML. Lists of texts have a member of its own for each text, which no model names.
const EC2: Dialect = {
  ...PLAIN,
  derivesRequests: false,
  memberName: (modelName, member) => {
    const { xmlName } = member.getMergedTraits();
    return xmlName === 'return' ? '_return' : (xmlName ?? uncapitalized(modelName));
  },
  listType: (itemType, item) => (item.isStructSchema() ? `Items<${itemType}>` : undefined),
  numberType: 'number | string',
  answerBase: 'Answer',
  declarations: {
    Answer: 'export type Answer = {\n  requestId?: string | null;\n  _return?: boolean | null;\n};',
    // Nearly always `items`, but `privateIpAddressesSet.item`.
    Items: 'export type Items<Item> = {\n  items?: Item[] | null;\n  item?: Item[] | null;\n};',
  },
  remarks: [
    'The model does not tell how CloudTrail writes requests to EC2: they are JSON.',
    'Answers of some actions are below one member, such as CreateNatGatewayResponse; valueAt reaches them.',
  ],
};

const UNWRAPPED: Dialect = { ...PLAIN, unwrapsAnswers: true };

const DIALECTS: Readonly<Record<string, Dialect>> = {
  ec2: EC2,
  lambda: LAMBDA,
  rds: UNWRAPPED,
  redshift: UNWRAPPED,
};

/**
 * How CloudTrail writes calls of a service, by the service's name in its model.
 * @throws {EventTypesError} for S3, whose records hold the parts of HTTP requests.
 */
export function dialectOf(service: string): Dialect {
  if (service === 's3' || service === 's3control') {
    throw new EventTypesError(
      'The model does not tell how CloudTrail writes calls of S3 (names of headers and queries, XML turned into ' +
        'JSON). Read them by path: textAt(event.requestParameters, "bucketName").',
    );
  }
  return (Object.hasOwn(DIALECTS, service) && DIALECTS[service]) || PLAIN;
}

// As in `dBInstanceIdentifier`: the first letter alone.
function uncapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function isUnion(type: string): boolean {
  return type.replace(/\{.*\}/, '').includes(' | ');
}
