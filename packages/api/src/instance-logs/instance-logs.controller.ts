import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentCaller } from '../access/access.decorators.js';
import { AccountAccess } from '../access/account-access.js';
import type { Caller } from '../access/caller.js';
import { ApiOperation, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { InstanceLogJson } from './instance-log.js';
import { InstanceLogs } from './instance-logs.js';

const SCOPE = 'fullstop.instance-log.write';

/** Takes the logs of instances. */
@ApiTags('instance logs')
@Controller('api/instance-logs')
export class InstanceLogsController {
  constructor(
    private readonly logs: InstanceLogs,
    private readonly accounts: AccountAccess,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary: 'Store the log of an instance',
    description:
      `For callers with the scope \`${SCOPE}\`, and for members of the account. User data that name application and ` +
      'version also become an entry of the lifecycle; sent again, they do not become another one.',
  })
  @ApiResponse({ status: 201, description: 'It is stored; no body.' })
  @ApiResponse({
    status: 403,
    description: `The caller has neither the scope ${SCOPE} nor a role in the account.`,
  })
  @ApiResponse({ status: 502, description: 'S3 refused it; nothing was stored.' })
  async create(@Body() log: InstanceLogJson, @CurrentCaller() caller: Caller): Promise<void> {
    if (!caller.scopes.has(SCOPE)) await this.accounts.requireMember(caller, log.account_id);
    await this.logs.store(log, caller.uid);
  }
}
