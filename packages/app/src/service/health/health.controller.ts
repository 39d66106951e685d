import { Controller, Get, HttpCode, Inject, ServiceUnavailableException } from '@nestjs/common';
import type { Health } from './health-indicator.js';
import { HealthIndicator } from './health-indicator.js';

/** Says whether the service is well. Open to everybody; tells nothing about what it found. */
@Controller('health')
export class HealthController {
  readonly #indicator: HealthIndicator;

  constructor(@Inject(HealthIndicator) indicator: HealthIndicator) {
    this.#indicator = indicator;
  }

  /** Everything at once; 503 when something is down. */
  @Get()
  async health(): Promise<Health> {
    const health = await this.#indicator.health();
    if (health.status === 'DOWN') throw new ServiceUnavailableException(health);
    return health;
  }

  /** The process runs. */
  @Get('live')
  @HttpCode(200)
  live(): { status: 'UP' } {
    return { status: 'UP' };
  }

  /** The service can do its work; 503 when not. */
  @Get('ready')
  async ready(): Promise<Health> {
    return this.health();
  }
}
