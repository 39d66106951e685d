import { Module } from '@nestjs/common';
import { ViolationTypesController } from './violation-types.controller.js';

/** The kinds of violations. */
@Module({ controllers: [ViolationTypesController] })
export class ViolationTypesModule {}
