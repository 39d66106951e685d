import { Module } from '@nestjs/common';
import { ViolationCountsController } from './violation-counts.controller.js';

/** How many violations there are. */
@Module({ controllers: [ViolationCountsController] })
export class ViolationCountsModule {}
