import { Module } from '@nestjs/common';
import { LifecyclesController } from './lifecycles.controller.js';

/** What happened to the instances of applications. */
@Module({ controllers: [LifecyclesController] })
export class LifecyclesModule {}
