import { discoverPlugins } from '@fullstop/core';
import { PluginHostModule } from '@fullstop/core/nest';
import { Module } from '@nestjs/common';
import { EventsController } from './events.controller.js';

/** The application: its own controllers, and Fullstop's plugins among its providers. */
@Module({
  imports: [
    PluginHostModule.forRoot({
      // Every plugin among the dependencies of this project, with these settings.
      useFactory: async () => ({
        candidates: (await discoverPlugins(process.cwd())).candidates,
        settings: { region: { options: { allowedRegions: ['eu-central-1'] } } },
      }),
    }),
  ],
  controllers: [EventsController],
})
export class ApplicationModule {}
