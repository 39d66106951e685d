import { Controller, Get, Redirect } from '@nestjs/common';
import { Public } from '../access/access.decorators.js';
import { ApiExcludeController } from '../openapi/swagger.js';

/** Whoever opens a server without a web page in a browser sees the explorer. */
@ApiExcludeController()
@Controller()
export class StartPageController {
  @Public()
  @Get(['', 'index'])
  @Redirect('/swagger-ui.html', 302)
  redirect(): void {
    // The decorator does it.
  }
}
