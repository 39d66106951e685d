import { isJsonObject, type JsonValue } from '@fullstop/core';
import { textInBase64 } from './base64.js';
import { jsonIn } from './secrets.js';

/** Members that hold what somebody chose to be called, or called his key; in records, in answers of AWS, and in registries. */
const NAME_MEMBER =
  /^((aws:|master_?)?userName|(full|first|last|given|family)_?name|(sts:)?roleSessionName|(aws:)?sourceIdentity|keyName|author|(created|(last_?)?modified)_?by)$/i;
/** Tags that say the same. */
const NAME_TAG = /^(owner|creator|contact|author|(created|modified)_?by)$/i;
const MAIL_AT_END = /\s*<[^<>]*>\s*$/;
const ARN_OF_USER = /:(?:user|mfa|u2f\/user)\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)/g;
const ARN_OF_SESSION = /:(?:assumed-role|federated-user)\/(?:[\w+=,.@-]+\/)?([\w+=,.@-]+)/g;
const PRINCIPAL_OF_SESSION = /^A[A-Z0-9]{15,}:(.+)$/;
/** What looks like a name and is none: ids of resources, what AWS calls its own sessions, the root user. */
const NO_NAME = /^([a-z]+-[0-9a-f]{8,}|\d+|AWS.*|root|.?)$/;

/** Names of users and sessions in a record, and of key pairs, the longest first. Names of roles are not of people. */
export function namesOfPeople(record: JsonValue): string[] {
  const names = new Set<string>();
  collect(record, names);
  return [...names].filter((name) => !NO_NAME.test(name)).sort((left, right) => right.length - left.length);
}

function collect(value: JsonValue, names: Set<string>): void {
  if (typeof value === 'string') {
    for (const pattern of [ARN_OF_USER, ARN_OF_SESSION]) {
      for (const [, name] of value.matchAll(pattern)) names.add(name!);
    }
    const [, session] = PRINCIPAL_OF_SESSION.exec(value) ?? [];
    if (session !== undefined) names.add(session);
    const inside = jsonIn(textInBase64(value) ?? value);
    if (inside !== undefined) collect(inside, names);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, names);
  } else if (isJsonObject(value)) {
    const tag = value.key ?? value.Key;
    const isTagOfName = typeof tag === 'string' && NAME_TAG.test(tag);
    for (const [name, member] of Object.entries(value)) {
      if ((NAME_MEMBER.test(name) && value.type !== 'Role') || (isTagOfName && /^value$/i.test(name)))
        for (const each of [member].flat()) add(each, names);
      collect(member, names);
    }
  }
}

function add(name: JsonValue, names: Set<string>): void {
  if (typeof name === 'string') names.add(name.replace(MAIL_AT_END, ''));
}
