import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { TELEMETRY } from '../tokens.js';
import type { Telemetry } from './telemetry.js';

/** Metrics in Prometheus' text format. */
@Controller('metrics')
export class MetricsController {
  readonly #telemetry: Telemetry;

  constructor(@Inject(TELEMETRY) telemetry: unknown) {
    this.#telemetry = telemetry as Telemetry;
  }

  @Get()
  metrics(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    this.#telemetry.exporter.getMetricsRequestHandler(request, response);
  }
}
