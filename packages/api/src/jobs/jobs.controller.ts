import { type JobControl, JobNotFoundError } from '@fullstop/core';
import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller, RequiresScopes } from '../access/access.decorators.js';
import type { Caller } from '../access/caller.js';
import { IdParameter } from '../http/id-parameter.js';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '../openapi/swagger.js';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import {
  DEFAULT_SIZE,
  JobJson,
  JobRunAnswerJson,
  JobRunListParameters,
  JobRunParameters,
  jobJsonOf,
} from './job.js';
import { JobRunDetailsJson, JobRunPageJson, jobRunDetailsJsonOf, jobRunJsonOf } from './job-run.js';

const NAME = { name: 'name', description: 'Id of the job.', example: 'fetchAmiJob' };

/** Scheduled scans of accounts. */
@ApiTags('jobs')
@Controller('api/jobs')
export class JobsController {
  readonly #options: ApiOptions;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    this.#options = options as ApiOptions;
  }

  @Get()
  @ApiOperation({
    summary: 'List the jobs',
    description: 'Ids of all of them, active or not, in ascending order.',
  })
  @ApiResponse({ status: 200, type: [String] })
  list(): string[] {
    return [...(this.#options.jobs?.list() ?? [])];
  }

  @Get(':name')
  @ApiOperation({
    summary: 'Show a job',
    description: 'Schedule, next and last run, and the run that goes on.',
  })
  @ApiParam(NAME)
  @ApiResponse({ status: 200, type: JobJson })
  @ApiResponse({ status: 404, description: 'There is no such job.' })
  async show(@Param('name') name: string): Promise<JobJson> {
    return jobJsonOf(await this.#jobs(name).details(name));
  }

  @Get(':name/runs')
  @ApiOperation({ summary: 'List the runs of a job', description: 'Newest first.' })
  @ApiParam(NAME)
  @ApiResponse({ status: 200, type: JobRunPageJson })
  @ApiResponse({ status: 404, description: 'There is no such job.' })
  async runs(
    @Param('name') name: string,
    @Query() parameters: JobRunListParameters,
  ): Promise<JobRunPageJson> {
    const { size = DEFAULT_SIZE, 'before-id': beforeId } = parameters;
    // One more than asked for, to know whether anything follows.
    const page = { limit: size + 1, ...(beforeId !== undefined && { beforeId }) };
    const found = await this.#jobs(name).runs(name, page);
    const content = found.slice(0, size).map(jobRunJsonOf);
    const last = found.length <= size;
    return { content, last, next_before_id: last ? null : (content.at(-1)?.id ?? null) };
  }

  @Get(':name/runs/:id')
  @ApiOperation({ summary: 'Show a run', description: 'Its progress, and what could not be scanned.' })
  @ApiParam(NAME)
  @ApiResponse({ status: 200, type: JobRunDetailsJson })
  @ApiResponse({ status: 404, description: 'There is no such job, or it has no such run.' })
  async run(@Param('name') name: string, @IdParameter() id: number): Promise<JobRunDetailsJson> {
    return jobRunDetailsJsonOf(await this.#jobs(name).runDetails(name, id));
  }

  @Post(':name/run')
  @HttpCode(202)
  @RequiresScopes('fullstop.job.run')
  @ApiOperation({ summary: 'Have a job run', description: 'Answers at once; the run begins soon.' })
  @ApiParam(NAME)
  @ApiResponse({ status: 202, type: JobRunAnswerJson })
  @ApiResponse({ status: 404, description: 'There is no such job.' })
  @ApiResponse({ status: 409, description: 'The job is running (unless `queue` is given), or not active.' })
  async start(
    @Param('name') name: string,
    @Query() { queue, account, 'dry-run': dryRun }: JobRunParameters,
    @CurrentCaller() caller: Caller,
  ): Promise<JobRunAnswerJson> {
    const request = {
      by: caller.uid,
      ...(queue !== undefined && { queue }),
      ...(account !== undefined && { account }),
      ...(dryRun !== undefined && { dryRun }),
    };
    return { run_id: await this.#jobs(name).run(name, request) };
  }

  #jobs(name: string): JobControl {
    if (!this.#options.jobs) throw new JobNotFoundError(name);
    return this.#options.jobs;
  }
}
