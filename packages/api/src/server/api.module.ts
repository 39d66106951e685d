import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { ChecksModule } from '../checks/checks.module.js';
import { InstanceLogsModule } from '../instance-logs/instance-logs.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { LifecyclesModule } from '../lifecycles/lifecycles.module.js';
import { PluginsModule } from '../plugins/plugins.module.js';
import { ResolutionsModule } from '../resolutions/resolutions.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { ViolationCountsModule } from '../violation-counts/violation-counts.module.js';
import { ViolationTypesModule } from '../violation-types/violation-types.module.js';
import { ViolationsModule } from '../violations/violations.module.js';
import type { ApiOptions } from './api-options.js';
import { StartPageController } from './start-page.controller.js';
import { UnknownPathModule } from './unknown-path.module.js';

/** Everything that answers under `/api`. */
@Module({})
export class ApiModule {
  static with(options: ApiOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        // Gives API_OPTIONS, AccountAccess and AllowedTeams to all of them.
        AccessModule.with(options),
        // One line for each subject, between these two.
        PluginsModule,
        ResolutionsModule,
        LifecyclesModule,
        IntakeModule,
        InstanceLogsModule,
        ChecksModule,
        ViolationsModule,
        ViolationTypesModule,
        ViolationCountsModule,
        RulesModule,
        JobsModule,
        UnknownPathModule,
      ],
      controllers: [StartPageController],
    };
  }
}
