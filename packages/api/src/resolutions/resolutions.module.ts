import { Module } from '@nestjs/common';
import { BulkResolutionsController } from './bulk-resolutions.controller.js';
import { Previews } from './previews.js';
import { ResolutionsController } from './resolutions.controller.js';

/** Resolving violations, one by one and many at once. */
@Module({ controllers: [BulkResolutionsController, ResolutionsController], providers: [Previews] })
export class ResolutionsModule {}
