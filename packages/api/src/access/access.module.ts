import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { API_OPTIONS, type ApiOptions } from '../server/api-options.js';
import { ACCESS, accessOf } from './access.js';
import { AccountAccess } from './account-access.js';
import { AllowedTeams } from './allowed-teams.js';
import { AuthenticationGuard } from './guards/authentication.guard.js';
import { AuthorisationGuard } from './guards/authorisation.guard.js';
import { MeController } from './me.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';

/** Who calls, and what they may do. Every route of every module stands behind its guards. */
@Global()
@Module({})
export class AccessModule {
  static with(options: ApiOptions): DynamicModule {
    return {
      module: AccessModule,
      controllers: [MeController, SignInController],
      providers: [
        { provide: API_OPTIONS, useValue: options },
        { provide: ACCESS, useFactory: () => accessOf(options) },
        AccountAccess,
        AllowedTeams,
        // In this order.
        { provide: APP_GUARD, useClass: AuthenticationGuard },
        { provide: APP_GUARD, useClass: AuthorisationGuard },
      ],
      exports: [API_OPTIONS, AccountAccess, AllowedTeams],
    };
  }
}
