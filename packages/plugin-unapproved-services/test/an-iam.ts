import { awsError, type FakeAwsCall, fakeAwsClients } from '@fullstop/aws/testing';

/** A role as the fake IAM knows it. */
export interface FakeRole {
  readonly attached?: readonly string[];
  /** Documents by policy name, as values or as percent-encoded texts. */
  readonly inline?: Readonly<Record<string, unknown>>;
  readonly trust?: unknown;
}

/** An IAM with these roles, and what was asked. Lists come in pages of one. */
export class AnIam {
  readonly calls: FakeAwsCall[] = [];
  readonly roles: Record<string, FakeRole>;
  /** What calls reject with, by command, or for all. */
  failure: Error | undefined;
  /** Called with every call. */
  onCall: () => void = () => {};

  constructor(roles: Record<string, FakeRole> = {}) {
    this.roles = roles;
  }

  readonly clients = fakeAwsClients((call) => {
    this.calls.push(call);
    this.onCall();
    if (this.failure) throw this.failure;
    const input = call.input as { RoleName: string; PolicyName?: string; Marker?: string };
    const role = this.roles[input.RoleName];
    if (!role) throw awsError('NoSuchEntityException', 404);
    switch (call.command) {
      case 'ListAttachedRolePolicies': {
        const { page, ...rest } = pageOf(role.attached ?? [], input.Marker);
        return { AttachedPolicies: page.map((PolicyName) => ({ PolicyName })), ...rest };
      }
      case 'ListRolePolicies': {
        const { page, ...rest } = pageOf(Object.keys(role.inline ?? {}), input.Marker);
        return { PolicyNames: page, ...rest };
      }
      case 'GetRolePolicy':
        return { PolicyDocument: encoded(role.inline?.[input.PolicyName ?? '']) };
      case 'GetRole':
        return { Role: { AssumeRolePolicyDocument: encoded(role.trust) } };
      default:
        throw new Error(`unexpected ${call.command}`);
    }
  });

  get commands(): string[] {
    return this.calls.map(({ command }) => command);
  }
}

function pageOf(names: readonly string[], marker = '0') {
  const next = Number(marker) + 1;
  const more = next < names.length;
  return { page: names.slice(next - 1, next), IsTruncated: more, ...(more && { Marker: String(next) }) };
}

function encoded(document: unknown): string {
  return typeof document === 'string' ? document : encodeURIComponent(JSON.stringify(document));
}
