import { Module } from '@nestjs/common';
import { IntakeController } from './intake.controller.js';
import { ViolationIntake } from './violation-intake.js';

/** Violations from outside. */
@Module({ controllers: [IntakeController], providers: [ViolationIntake] })
export class IntakeModule {}
