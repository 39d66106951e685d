import { Controller, Get, HttpCode, Inject, NotFoundException, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ApiExcludeController } from '../../openapi/swagger.js';
import { Public } from '../access.decorators.js';
import { ACCESS, type Access } from '../access.js';
import type { ApiRequest } from '../api-request.js';
import type { Sessions } from './sessions.js';
import type { SignIn } from './sign-in.js';

const START_PAGE = '/';

/** Signing in and out with a browser. */
@ApiExcludeController()
@Controller()
export class SignInController {
  readonly #access: Access;

  constructor(@Inject(ACCESS) access: unknown) {
    this.#access = access as Access;
  }

  @Public()
  @Get('login')
  async begin(
    @Req() request: unknown,
    @Res() response: unknown,
    @Query('return_to') returnTo: unknown,
  ): Promise<void> {
    const { signIn } = this.#signIn;
    await signIn.begin(request as ApiRequest, response as Response, ownPathOf(returnTo));
  }

  @Public()
  @Get('login/callback')
  async finish(@Req() request: unknown, @Res() response: unknown): Promise<void> {
    const { signIn, sessions } = this.#signIn;
    const { caller, returnTo } = await signIn.finish(request as ApiRequest, response as Response);
    await sessions.begin(response as Response, caller);
    (response as Response).redirect(302, ownPathOf(returnTo));
  }

  @Post('logout')
  @HttpCode(204)
  end(@Res({ passthrough: true }) response: unknown): void {
    this.#signIn.sessions.end(response as Response);
  }

  get #signIn(): { signIn: SignIn; sessions: Sessions } {
    const { signIn, sessions } = this.#access;
    if (signIn === undefined || sessions === undefined) {
      throw new NotFoundException('Signing in is not configured; use a bearer token.');
    }
    return { signIn, sessions };
  }
}

/** Only paths of this server: whoever makes a link to the sign-in does not choose where people land. */
function ownPathOf(path: unknown): string {
  return typeof path === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\')
    ? path
    : START_PAGE;
}
