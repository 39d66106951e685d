import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { type AwsClients, factFrom } from '@fullstop/aws';
import type { JsonValue } from '@fullstop/core';
import { parsePolicyDocument } from '../policy/policy-text.js';

/** What a role is like now. */
export interface RoleState {
  /** Names of the managed policies attached to it, sorted. */
  readonly attachedPolicyNames: readonly string[];
  /** Names of its inline policies, sorted. */
  readonly inlinePolicyNames: readonly string[];
  /** Its inline policy of the asked name; `{}` when it has none. */
  readonly policy: JsonValue;
  /** Its trust policy; `undefined` when that was not asked for. */
  readonly trustPolicy: JsonValue | undefined;
}

/** Which role to read, and what of it. */
export interface RoleQuestion {
  readonly accountId: string;
  readonly region: string;
  readonly roleName: string;
  /** Name of the inline policy to read. */
  readonly policyName: string;
  /** Whether to read the trust policy. */
  readonly withTrust: boolean;
  readonly signal: AbortSignal;
}

// The SDK's name and IAM's own.
const MISSING = ['NoSuchEntityException', 'NoSuchEntity'];

/** Reads roles from IAM. */
export class RoleReader {
  readonly #clients: AwsClients;

  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  /**
   * What a role is like; `undefined` when it does not exist.
   * @throws {FactUnavailableError} when IAM could not tell.
   */
  async read(question: RoleQuestion): Promise<RoleState | undefined> {
    const [attached, inline, trust] = await Promise.all([
      this.#attachedPolicyNames(question),
      this.#inlinePolicyNames(question),
      question.withTrust ? this.#trustPolicy(question) : null,
    ]);
    if (attached === undefined || inline === undefined || trust === undefined) return undefined;
    const policy = inline.includes(question.policyName) ? await this.#policy(question) : undefined;
    return {
      attachedPolicyNames: attached.sort(),
      inlinePolicyNames: inline.sort(),
      // Also when it was deleted a moment ago.
      policy: policy ?? {},
      trustPolicy: trust ?? undefined,
    };
  }

  #attachedPolicyNames(question: RoleQuestion): Promise<string[] | undefined> {
    return this.#ask('attached policies', question, async (client, RoleName, options) => {
      const names: string[] = [];
      for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName }, options)) {
        for (const { PolicyName } of page.AttachedPolicies ?? []) names.push(PolicyName ?? '');
      }
      return names;
    });
  }

  #inlinePolicyNames(question: RoleQuestion): Promise<string[] | undefined> {
    return this.#ask('inline policies', question, async (client, RoleName, options) => {
      const names: string[] = [];
      for await (const page of paginateListRolePolicies({ client }, { RoleName }, options)) {
        names.push(...(page.PolicyNames ?? []));
      }
      return names;
    });
  }

  #policy(question: RoleQuestion): Promise<JsonValue | undefined> {
    const { policyName: PolicyName } = question;
    return this.#ask(`inline policy ${PolicyName}`, question, async (client, RoleName, options) => {
      const answer = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }), options);
      return parsePolicyDocument(answer.PolicyDocument ?? '');
    });
  }

  #trustPolicy(question: RoleQuestion): Promise<JsonValue | undefined> {
    return this.#ask('trust policy', question, async (client, RoleName, options) => {
      const answer = await client.send(new GetRoleCommand({ RoleName }), options);
      return parsePolicyDocument(answer.Role?.AssumeRolePolicyDocument ?? '');
    });
  }

  #ask<Answer>(
    what: string,
    { accountId, region, roleName, signal }: RoleQuestion,
    call: (client: IAMClient, roleName: string, options: { abortSignal: AbortSignal }) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    // IAM is one service per partition; the region leads to the right one.
    const client = this.#clients.client(IAMClient, accountId, region);
    const fact = `${what} of role ${roleName} in ${accountId}`;
    return factFrom(fact, () => call(client, roleName, { abortSignal: signal }), MISSING);
  }
}
