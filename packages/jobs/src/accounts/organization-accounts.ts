import type { AwsClients } from '@fullstop/aws';
import type { AccountSource, ScannedAccount } from '../framework/accounts.js';

/** Whom to ask about an organization. */
export interface OrganizationAccountsOptions {
  readonly clients: AwsClients;
  /** The management account of the organization, or one that it delegated to. Needs `organizations:ListAccounts`. */
  readonly accountId: string;
  /** Region of the client: any of the partition. Default `us-east-1`. */
  readonly region?: string;
}

/** The active accounts of an AWS organization. */
export class OrganizationAccounts implements AccountSource {
  constructor(private readonly options: OrganizationAccountsOptions) {}

  /** Rejects with what AWS answers. */
  async accounts(abortSignal: AbortSignal): Promise<readonly ScannedAccount[]> {
    const { clients, accountId, region = 'us-east-1' } = this.options;
    // Loaded only where somebody asks an organization.
    const { OrganizationsClient, paginateListAccounts } = await import('@aws-sdk/client-organizations');
    const client = clients.client(OrganizationsClient, accountId, region);
    const accounts: ScannedAccount[] = [];
    for await (const { Accounts = [] } of paginateListAccounts({ client }, {}, { abortSignal })) {
      for (const { Id: id, Name: name, State: state, Status: status } of Accounts) {
        // AWS is replacing the latter by the former.
        if (id && (state ?? status) === 'ACTIVE') accounts.push({ id, ...(name !== undefined && { name }) });
      }
    }
    return accounts;
  }
}
