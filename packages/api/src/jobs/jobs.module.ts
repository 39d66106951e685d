import { Module } from '@nestjs/common';
import { JobsController } from './jobs.controller.js';

/** Scheduled scans of accounts. */
@Module({ controllers: [JobsController] })
export class JobsModule {}
