import { ViolationLists } from '@fullstop/store';
import { BadRequestException, Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import { violationStateOfFlags } from '../violations/violation-parameters.js';
import {
  AccountCountJson,
  AccountCountParameters,
  ApplicationCountJson,
  ApplicationCountParameters,
} from './violation-count.js';

/** How many violations there are. */
@ApiTags('violation counts')
@Controller('api/violation-count')
export class ViolationCountsController {
  readonly #lists: ViolationLists;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#lists = new ViolationLists((options as ApiOptions).database.dataSource);
  }

  @Get()
  @ApiOperation({
    summary: 'Count violations by account and type',
    description: 'Ordered by account and type. Combinations without violations are absent.',
  })
  @ApiResponse({ status: 200, type: [AccountCountJson] })
  @ApiResponse({ status: 400, description: 'A parameter cannot be read.' })
  async byAccount(@Query() parameters: AccountCountParameters): Promise<AccountCountJson[]> {
    const { accounts = [], from, to, resolved, whitelisted } = parameters;
    const counts = await this.#lists.countByAccount({
      state: violationStateOfFlags(resolved, whitelisted),
      accountIds: accounts.length > 0 ? accounts : undefined,
      createdAfter: from,
      createdBefore: to,
    });
    return counts.map(({ accountId, type, quantity }) => ({ account: accountId, type, quantity }));
  }

  @Get(':account')
  @ApiParam({ name: 'account', description: 'Id of the account.', example: '111222333444' })
  @ApiOperation({
    summary: 'Count the violations of an account by application, version and type',
    description:
      'Ordered by application, version (the newest first) and type; what has no application or version comes last. ' +
      'The bounds are inclusive, those of the counts by account are not.',
  })
  @ApiResponse({ status: 200, type: [ApplicationCountJson], description: 'Empty for an unknown account.' })
  @ApiResponse({ status: 400, description: 'A parameter cannot be read, or the account is blank.' })
  async byApplication(
    @Param('account') account: string,
    @Query() parameters: ApplicationCountParameters,
  ): Promise<ApplicationCountJson[]> {
    const { from, to, resolved, whitelisted } = parameters;
    if (account.trim() === '') throw new BadRequestException('account: expected the id of an account');
    const counts = await this.#lists.countByApplication({
      accountId: account.trim(),
      state: violationStateOfFlags(resolved, whitelisted),
      createdFrom: from,
      createdTo: to,
    });
    return counts.map(({ application, version, type, quantity }) => ({
      application,
      version,
      type,
      quantity,
    }));
  }
}
