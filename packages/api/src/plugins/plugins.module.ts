import { Module } from '@nestjs/common';
import { PluginsController } from './plugins.controller.js';

/** The plugins of this service. */
@Module({ controllers: [PluginsController] })
export class PluginsModule {}
