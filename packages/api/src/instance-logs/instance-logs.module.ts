import { Module } from '@nestjs/common';
import { InstanceLogsController } from './instance-logs.controller.js';
import { InstanceLogs } from './instance-logs.js';

/** Logs of instances. */
@Module({ controllers: [InstanceLogsController], providers: [InstanceLogs] })
export class InstanceLogsModule {}
