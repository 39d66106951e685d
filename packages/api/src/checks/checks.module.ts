import { Module } from '@nestjs/common';
import { ChecksController } from './checks.controller.js';

/** Checks that did not come to a decision. */
@Module({ controllers: [ChecksController] })
export class ChecksModule {}
