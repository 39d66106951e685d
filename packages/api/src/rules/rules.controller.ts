import type { RuleWithCoverage } from '@fullstop/store';
import { Body, Controller, Delete, Get, Headers, HttpCode, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentCaller, RequiresAllowedTeam } from '../access/access.decorators.js';
import type { Caller } from '../access/caller.js';
import { IdParameter } from '../http/id-parameter.js';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiResponse,
  ApiTags,
  schemaPathOf,
} from '../openapi/swagger.js';
import { RuleJson, ruleJsonOf } from './rule.js';
import { RuleImportJson } from './rule-import.js';
import { RuleInput, ruleBody } from './rule-input.js';
import {
  RuleChangeParameters,
  RuleCreationParameters,
  RuleExpiryParameters,
  RuleListParameters,
  versionIn,
} from './rule-parameters.js';
import { RuleTestJson } from './rule-test.js';
import { YAML_TYPES, yamlOf } from './rule-yaml.js';
import { RulesService } from './rules.service.js';

const RULE_ID = { name: 'id', description: 'Id of the rule.', type: Number, example: 7 } as const;
const UNKNOWN_RULE = { status: 404, description: 'There is no such rule.' } as const;
const ENDED_RULE = {
  status: 409,
  description: 'The rule has expired, or its version is another one.',
} as const;
const JSON_AND_YAML = {
  'application/json': { schema: { type: 'array', items: { $ref: schemaPathOf(RuleJson) } } },
  'application/yaml': { schema: { type: 'string' } },
} as const;

/** Whitelisting rules (elsewhere: suppressions). Only for members of teams that may edit them. */
@ApiTags('whitelisting rules')
@ApiExtraModels(RuleJson, RuleTestJson)
@RequiresAllowedTeam()
@Controller('api/whitelisting-rules')
export class RulesController {
  constructor(private readonly rules: RulesService) {}

  @Get()
  @ApiOperation({ summary: 'List rules', description: 'By ascending id, all of them.' })
  @ApiProduces('application/json', 'application/yaml')
  @ApiResponse({ status: 200, description: 'The rules.', content: JSON_AND_YAML })
  async list(
    @Query() parameters: RuleListParameters,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleJson[] | string> {
    if (!isYamlWanted(parameters, request)) return (await this.rules.list(parameters)).map(ruleJsonOf);
    response.type('application/yaml');
    return yamlOf(await this.rules.list({ ...parameters, active: parameters.active ?? true }));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get a rule' })
  @ApiParam(RULE_ID)
  @ApiResponse({ status: 200, type: RuleJson, description: 'The rule; `ETag` is its version.' })
  @ApiResponse(UNKNOWN_RULE)
  async get(@IdParameter() id: number, @Res({ passthrough: true }) response: Response): Promise<RuleJson> {
    return tagged(await this.rules.get(id), response);
  }

  @Get(':id/versions')
  @ApiOperation({
    summary: 'List the versions of a rule',
    description: 'The rule, those it replaced and those that replaced it, oldest first.',
  })
  @ApiParam(RULE_ID)
  @ApiResponse({ status: 200, type: [RuleJson] })
  @ApiResponse(UNKNOWN_RULE)
  async versions(@IdParameter() id: number): Promise<RuleJson[]> {
    return (await this.rules.versions(id)).map(ruleJsonOf);
  }

  @Post()
  @ApiOperation({
    summary: 'Create a rule',
    description:
      'In force at once, for violations to come and for open ones. Where these are many, the answer comes before all of ' +
      'them are covered; `in_progress` tells.',
  })
  @ApiBody({ type: RuleInput })
  @ApiResponse({ status: 201, type: RuleJson, description: 'The rule is in force.' })
  @ApiResponse({ status: 200, type: RuleTestJson, description: 'With `dry-run`: what it would cover.' })
  @ApiResponse({ status: 400, description: 'A field cannot be used; nothing was stored.' })
  async create(
    @Body(ruleBody) body: unknown,
    @Query() parameters: RuleCreationParameters,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleJson | RuleTestJson> {
    if (parameters['dry-run'] === true) {
      response.status(200);
      return this.rules.test(body as RuleInput);
    }
    const rule = await this.rules.create(body as RuleInput, parameters, caller.uid);
    response.location(`/api/whitelisting-rules/${rule.id}`);
    return tagged(rule, response);
  }

  @Post('test')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Test a rule',
    description:
      'Says which open violations a rule would cover, and changes nothing. Takes 5 seconds at most.',
  })
  @ApiBody({ type: RuleInput })
  @ApiResponse({ status: 200, type: RuleTestJson })
  @ApiResponse({ status: 400, description: 'A field cannot be used.' })
  test(@Body(ruleBody) body: unknown): Promise<RuleTestJson> {
    return this.rules.test(body as RuleInput);
  }

  @Post('import')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Import rules',
    description:
      'All of them or, when one cannot be used, none. A rule that equals one in force is not created again, so that the ' +
      'same file can be imported any number of times.',
  })
  @ApiConsumes(...YAML_TYPES)
  @ApiBody({
    description:
      '`rules:` with a list of rules, as `GET /api/whitelisting-rules?format=yaml` gives it; at most 1,000.',
    schema: {
      type: 'string',
      example: 'rules:\n  - reason: "ticket 4711"\n    account_id: "111222333444"\n',
    },
  })
  @ApiResponse({ status: 200, type: RuleImportJson })
  @ApiResponse({ status: 400, description: 'A rule cannot be used; nothing was stored.' })
  import(
    @Body() body: unknown,
    @Query() parameters: RuleChangeParameters,
    @CurrentCaller() caller: Caller,
  ): Promise<RuleImportJson> {
    return this.rules.import(body, parameters, caller.uid);
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Replace a rule',
    description:
      'Ends the rule and creates a new one in its place, or does neither. What the old one covered is covered by the new ' +
      'one or reopens. Send `version`, or `If-Match`, to be told when somebody else was faster.',
  })
  @ApiParam(RULE_ID)
  @ApiHeader({ name: 'If-Match', description: 'Version of the rule, such as `"0"`.', required: false })
  @ApiBody({ type: RuleInput })
  @ApiResponse({ status: 200, type: RuleJson, description: 'The new rule.' })
  @ApiResponse({ status: 400, description: 'A field cannot be used; the old rule stays in force.' })
  @ApiResponse(UNKNOWN_RULE)
  @ApiResponse(ENDED_RULE)
  async replace(
    @IdParameter() id: number,
    @Body(ruleBody) body: unknown,
    @Query() parameters: RuleChangeParameters,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() { uid: by }: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleJson> {
    const input = body as RuleInput;
    const expectedVersion = versionIn(ifMatch) ?? input.version ?? undefined;
    return tagged(await this.rules.replace(id, input, { ...parameters, by, expectedVersion }), response);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'End a rule',
    description: 'At once, or at the given instant. What it covered reopens, unless another rule covers it.',
  })
  @ApiParam(RULE_ID)
  @ApiResponse({ status: 204, description: 'Done.' })
  @ApiResponse({ status: 400, description: 'The instant is not in the future.' })
  @ApiResponse(UNKNOWN_RULE)
  @ApiResponse({ status: 409, description: 'The rule has expired already; its expiry stays what it was.' })
  async expire(
    @IdParameter() id: number,
    @Query() parameters: RuleExpiryParameters,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.rules.expire(id, parameters, caller.uid);
  }
}

function isYamlWanted({ format }: RuleListParameters, request: Request): boolean {
  if (format !== undefined) return format === 'yaml';
  return request.accepts(['application/json', 'application/yaml']) === 'application/yaml';
}

/** The rule with its version as a tag. A weak one: what the rule covers changes without it. */
function tagged(rule: RuleWithCoverage, response: Response): RuleJson {
  response.setHeader('ETag', `W/"${rule.version}"`);
  return ruleJsonOf(rule);
}
