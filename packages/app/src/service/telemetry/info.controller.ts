import { PluginHost, type PluginStatus } from '@fullstop/core';
import { Controller, Get, Inject } from '@nestjs/common';
import { type BuildInfo, buildInfo } from '../../build-info.js';

/** What runs here. */
@Controller('info')
export class InfoController {
  readonly #host: PluginHost;

  constructor(@Inject(PluginHost) host: PluginHost) {
    this.#host = host;
  }

  @Get()
  info(): { app: BuildInfo; plugins: readonly PluginStatus[] } {
    return { app: buildInfo(), plugins: this.#host.statuses };
  }
}
