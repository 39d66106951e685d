import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ApplicationModule } from './application.module.js';

const application = await NestFactory.create(ApplicationModule, { logger: ['error', 'warn'] });
application.enableShutdownHooks();
await application.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
console.log(`Listening on ${await application.getUrl()}`);
