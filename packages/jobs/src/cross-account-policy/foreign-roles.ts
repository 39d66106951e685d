import { IAMClient, paginateListRoles, type Role } from '@aws-sdk/client-iam';
import type { AwsClients } from '@fullstop/aws';
import type { JobFinding, ScanContext } from '@fullstop/core';
import { foreignTrust } from '../shared/trust-policy/evaluate-trust.js';
import { parseTrustPolicy } from '../shared/trust-policy/parse-trust-policy.js';

/** Whose roles are looked at. */
export interface RolesOfAccount {
  readonly clients: AwsClients;
  readonly accountId: string;
  /** Region of the IAM client. */
  readonly region: string;
  /** Accounts that may have the roles, the own one included. */
  readonly trusted: ReadonlySet<string>;
  readonly context: ScanContext;
}

const PAGE_SIZE = 1000;
/** Path of roles that only AWS itself can make and change. */
const SERVICE_LINKED = '/aws-service-role/';

/** The roles of an account that somebody else may assume. Rejects with what AWS answers. */
export async function foreignRoles({
  clients,
  accountId,
  region,
  trusted,
  context,
}: RolesOfAccount): Promise<JobFinding<'CROSS_ACCOUNT_ROLE'>[]> {
  const client = clients.client(IAMClient, accountId, region);
  const findings: JobFinding<'CROSS_ACCOUNT_ROLE'>[] = [];
  const pages = paginateListRoles({ client, pageSize: PAGE_SIZE }, {}, { abortSignal: context.signal });
  for await (const { Roles = [] } of pages) {
    for (const role of Roles) {
      try {
        findings.push(...findingsOf(role, trusted));
      } catch (error) {
        context.problem(`role ${role.RoleName}`, error);
      }
    }
  }
  return findings;
}

/** @throws {TrustPolicyError} */
function findingsOf(role: Role, trusted: ReadonlySet<string>): JobFinding<'CROSS_ACCOUNT_ROLE'>[] {
  if (role.Path?.startsWith(SERVICE_LINKED)) return [];
  const trust = foreignTrust(parseTrustPolicy(role.AssumeRolePolicyDocument ?? ''), trusted);
  if (!trust) return [];
  return [
    {
      type: 'CROSS_ACCOUNT_ROLE',
      instanceId: role.RoleId ?? '',
      metaInfo: {
        role_arn: role.Arn ?? '',
        role_name: role.RoleName ?? '',
        grantees: [...trust.grantees],
        public: trust.isPublic,
        conditions: [...trust.conditions],
        external_id_required: trust.isExternalIdRequired,
      },
    },
  ];
}
