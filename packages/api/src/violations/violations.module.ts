import { Module } from '@nestjs/common';
import { ViolationsController } from './violations.controller.js';

/** Reads violations. */
@Module({ controllers: [ViolationsController] })
export class ViolationsModule {}
