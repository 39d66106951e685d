import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { CurrentCaller, RequiresScopes } from '../access/access.decorators.js';
import type { Caller } from '../access/caller.js';
import { ApiOperation, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { IntakeJson, NewViolationJson } from './new-violation.js';
import { ViolationIntake } from './violation-intake.js';

/** Takes violations from outside. */
@ApiTags('violations')
@Controller('api/violations')
export class IntakeController {
  constructor(private readonly intake: ViolationIntake) {}

  @Post()
  @HttpCode(202)
  @RequiresScopes('fullstop.violation.write')
  @ApiOperation({
    summary: 'Report a violation',
    description:
      'Stored, and whitelisted where a rule says so, before the answer is sent. The same violation again ' +
      '(account, region, event, type and resource) changes nothing.',
  })
  @ApiResponse({
    status: 202,
    type: IntakeJson,
    description: 'It is stored, or was before.',
    headers: { Location: { description: 'Path of the violation.', schema: { type: 'string' } } },
  })
  @ApiResponse({ status: 400, description: 'A field is missing, blank, too long, or has another form.' })
  @ApiResponse({ status: 422, description: 'Nobody knows the violation type.' })
  async create(
    @Body() violation: NewViolationJson,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IntakeJson> {
    const stored = await this.intake.store(violation, caller.uid);
    response.location(`/api/violations/${stored.id}`);
    return stored;
  }
}
