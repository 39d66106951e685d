import { afterEach, describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  type EventPlugin,
  Plugin,
  PluginConfigError,
  PluginHost,
  type PluginSettings,
} from '../../src/index.js';
import { PluginHostModule } from '../../src/nest/index.js';
import { aFinder, candidates } from '../support/plugins.js';
import { anEvent } from '../support/records.js';

const CONFIG = Symbol('config');

interface Config {
  readonly settings: Readonly<Record<string, PluginSettings>>;
}

@Injectable()
class Consumer {
  constructor(@Inject(PluginHost) readonly host: PluginHost) {}
}

/** A module that does not import the host's module: the host is global. */
@Module({ providers: [Consumer] })
class ConsumerModule {}

function configOf(config: Config) {
  return {
    module: class ConfigModule {},
    global: true,
    providers: [{ provide: CONFIG, useValue: config }],
    exports: [CONFIG],
  };
}

let running: TestingModule | undefined;

async function start(...imports: NonNullable<Parameters<typeof Test.createTestingModule>[0]['imports']>) {
  running = await Test.createTestingModule({ imports }).compile();
  return running.init();
}

afterEach(async () => {
  await running?.close();
  running = undefined;
});

describe('PluginHostModule', () => {
  const fromConfig = PluginHostModule.forRoot({
    inject: [CONFIG],
    useFactory: ({ settings }: Config) => ({
      candidates: candidates(aFinder('one'), aFinder('two')),
      settings,
    }),
  });

  it('makes a host of what the factory returns, which takes what it asks for', async () => {
    const module = await start(configOf({ settings: { two: { enabled: false } } }), fromConfig);
    const host = module.get(PluginHost);
    expect(host).toBeInstanceOf(PluginHost);
    expect(host.statuses.map(({ id, active }) => [id, active])).toEqual([
      ['one', true],
      ['two', false],
    ]);
    expect((await host.check(anEvent())).map(({ pluginId }) => pluginId)).toEqual(['one']);
  });

  it('gives the one host to every module that asks for it', async () => {
    const module = await start(configOf({ settings: {} }), ConsumerModule, fromConfig);
    expect(module.get(Consumer, { strict: false }).host).toBe(module.get(PluginHost));
  });

  it('waits for a factory that is asynchronous and takes nothing', async () => {
    const useFactory = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { candidates: candidates(aFinder('late')) };
    };
    const module = await start(PluginHostModule.forRoot({ useFactory }));
    expect(module.get(PluginHost).subscribersOf(anEvent())).toEqual(['late']);
  });

  it('disposes of the plugins when the application closes, and not before', async () => {
    const disposed: string[] = [];
    class Disposable implements EventPlugin {
      inspect() {
        return [];
      }
      async dispose() {
        await new Promise((resolve) => setTimeout(resolve, 5));
        disposed.push('plugin');
      }
    }
    Plugin({ id: 'disposable', title: 't', summary: 's', events: '*', emits: {} })(Disposable);
    const module = await start(
      PluginHostModule.forRoot({ useFactory: () => ({ candidates: candidates(Disposable) }) }),
    );
    expect(disposed).toEqual([]);
    await module.close();
    running = undefined;
    expect(disposed).toEqual(['plugin']);
  });

  it('keeps the application from starting when plugins are configured wrongly', async () => {
    const starting = start(configOf({ settings: { three: {} } }), fromConfig);
    await expect(starting).rejects.toBeInstanceOf(PluginConfigError);
    await expect(starting).rejects.toThrow(/the id three/);
  });
});
