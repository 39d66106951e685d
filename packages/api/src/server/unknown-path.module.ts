import { All, Controller, HttpException, Module, NotFoundException, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../access/access.decorators.js';
import { ApiExcludeController } from '../openapi/swagger.js';
import { KnownPaths } from './known-paths.js';

/** Answers what no other route answers. */
@ApiExcludeController()
@Controller()
export class UnknownPathController {
  constructor(private readonly known: KnownPaths) {}

  /** Behind the guards: what there is below `/api` is nobody's business without a token. */
  @All(['api', 'api/*path'])
  refuseApi(@Req() request: unknown, @Res({ passthrough: true }) response: unknown): never {
    const { path, method } = request as Request;
    const allowed = this.known.methodsOf(path);
    if (allowed.length === 0) throw new NotFoundException(`There is nothing at ${path}`);
    (response as Response).setHeader('Allow', allowed.join(', '));
    throw new HttpException(`${method} is not possible here; use ${allowed.join(', ')}`, 405);
  }

  @Public()
  @All('*path')
  refuse(@Req() request: unknown): never {
    throw new NotFoundException(`There is nothing at ${(request as Request).path}`);
  }
}

/** The last one to be imported: its routes match everything. */
@Module({
  controllers: [UnknownPathController],
  providers: [KnownPaths],
})
export class UnknownPathModule {}
