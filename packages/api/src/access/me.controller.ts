import { DependencyUnavailableError } from '@fullstop/clients';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '../openapi/swagger.js';
import { CurrentCaller } from './access.decorators.js';
import { AllowedTeams } from './allowed-teams.js';
import type { Caller } from './caller.js';

/** Who calls, as the server sees it. */
export class MeJson {
  @ApiProperty({ description: 'The user, or the name of a service.', example: 'jdoe' })
  uid!: string;

  @ApiProperty({ description: 'Where the user comes from.', example: '/employees' })
  realm!: string;

  @ApiProperty({ description: 'Scopes of the token.', type: [String], example: ['uid'] })
  scopes!: string[];

  @ApiProperty({
    description:
      'Whether the caller is in a team that may edit whitelisting rules; null when the team service could not tell.',
    type: Boolean,
    nullable: true,
    example: true,
  })
  may_edit_rules!: boolean | null;
}

/** Who am I. */
@ApiTags('access')
@Controller('api/me')
export class MeController {
  constructor(private readonly teams: AllowedTeams) {}

  @Get()
  @ApiOperation({ summary: 'Who the caller is, and what they may do' })
  @ApiOkResponse({ type: MeJson })
  async get(@CurrentCaller() caller: unknown): Promise<MeJson> {
    const { uid, realm, scopes } = caller as Caller;
    return {
      uid,
      realm,
      scopes: [...scopes].sort(),
      may_edit_rules: await this.#mayEditRules(caller as Caller),
    };
  }

  async #mayEditRules(caller: Caller): Promise<boolean | null> {
    try {
      return await this.teams.hasMember(caller);
    } catch (error) {
      if (error instanceof DependencyUnavailableError) return null;
      throw error;
    }
  }
}
