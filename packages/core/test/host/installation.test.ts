import { describe, expect, it, jest } from '@jest/globals';
import {
  CLOCK,
  type Clock,
  type EventPlugin,
  inject,
  LOGGER,
  type Logger,
  OPTIONS,
  type OptionsSchema,
  Plugin,
  PluginConfigError,
  PluginHost,
  type PluginHostOptions,
  pluginProblems,
} from '../../src/index.js';
import {
  aFinder,
  aHost,
  aPlugin,
  BAD_THING,
  candidates,
  OTHER_THING,
  SettableClock,
} from '../support/plugins.js';
import { anEvent } from '../support/records.js';

const WORDS = Symbol.for('test:words');
const base = { title: 'T', summary: 'S.', events: '*', emits: { BAD_THING } } as const;

/** A schema that reports every wrong member at once, as zod's do. */
function aSchema<Options>(
  types: Record<string, string>,
  defaults: Partial<Options> = {},
): OptionsSchema<Options> {
  return {
    parse(raw) {
      const merged: Record<string, unknown> = { ...defaults, ...Object(raw) };
      const issues = Object.entries(types)
        .filter(([name, type]) => typeof merged[name] !== type)
        .map(([name, type]) => ({ path: [name], message: `expected a ${type}` }));
      if (issues.length > 0) throw Object.assign(new Error('invalid'), { issues });
      return merged as Options;
    },
  };
}

interface Texts {
  readonly text: string;
}

@Plugin({ ...base, id: 'first', options: aSchema({ text: 'string' }, { text: 'first default' }) })
class FirstPlugin implements EventPlugin<'BAD_THING'> {
  constructor(
    @inject(OPTIONS) private readonly options: Texts,
    @inject(WORDS) private readonly words: readonly string[],
  ) {}

  inspect() {
    return [{ type: 'BAD_THING' as const, metaInfo: { ...this.options, words: [...this.words] } }];
  }
}

@Plugin({ ...base, id: 'second', options: aSchema({ count: 'number', region: 'string' }) })
class SecondPlugin implements EventPlugin<'BAD_THING'> {
  constructor(
    @inject(WORDS) private readonly words: readonly string[],
    @inject(OPTIONS) private readonly options: Readonly<Record<string, string>>,
  ) {}

  inspect() {
    return [{ type: 'BAD_THING' as const, metaInfo: { ...this.options, words: [...this.words] } }];
  }
}

@Plugin({ ...base, id: 'ports' })
class PortsPlugin implements EventPlugin<'BAD_THING'> {
  constructor(
    @inject(CLOCK) private readonly clock: Clock,
    @inject(LOGGER) private readonly logger: Logger,
    @inject(OPTIONS) private readonly options: unknown,
  ) {}

  inspect() {
    this.logger.info({ plugin: 'ports' }, 'looked');
    return [
      {
        type: 'BAD_THING' as const,
        metaInfo: [this.clock.now().toISOString(), JSON.stringify(this.options)],
      },
    ];
  }
}

function problemsOf(options: PluginHostOptions): readonly string[] {
  try {
    new PluginHost(options);
  } catch (error) {
    if (error instanceof PluginConfigError) return error.problems;
    throw error;
  }
  return [];
}

const metaInfosOf = async (host: PluginHost) =>
  (await host.check(anEvent())).map(({ violations }) => violations[0]?.metaInfo);

describe('a plugin’s container', () => {
  const provided = [{ token: WORDS, value: ['lent', 'to all'] }];

  it('shows a plugin its own options and nobody else’s, and what the host lends to all', async () => {
    const settings = {
      first: { options: { text: 'one' } },
      second: { options: { count: 2, region: 'eu-west-1' } },
    };
    expect(await metaInfosOf(aHost([SecondPlugin, FirstPlugin], { settings, provided }))).toEqual([
      { text: 'one', words: ['lent', 'to all'] },
      { count: 2, region: 'eu-west-1', words: ['lent', 'to all'] },
    ]);
  });

  it('shows a plugin its own options also when the host lends something under the same token', async () => {
    const lent = [...provided, { token: OPTIONS, value: { text: 'lent' } }];
    expect(await metaInfosOf(aHost([FirstPlugin], { provided: lent }))).toEqual([
      expect.objectContaining({ text: 'first default' }),
    ]);
  });

  it('has the defaults of the schema where the configuration says nothing', async () => {
    expect(await metaInfosOf(aHost([FirstPlugin], { provided }))).toEqual([
      { text: 'first default', words: ['lent', 'to all'] },
    ]);
  });

  it('belongs to one host: two hosts of one class do not see each other’s options', async () => {
    const hosts = ['one', 'two'].map((text) =>
      aHost([FirstPlugin], { settings: { first: { options: { text } } }, provided }),
    );
    expect(await Promise.all(hosts.map(metaInfosOf))).toEqual([
      [expect.objectContaining({ text: 'one' })],
      [expect.objectContaining({ text: 'two' })],
    ]);
  });

  it('has clock and logger of the host, and empty options for a plugin without any', async () => {
    const clock = new SettableClock();
    const logger = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    expect(await metaInfosOf(aHost([PortsPlugin], { clock, logger }))).toEqual([
      ['2026-03-02T10:00:00.000Z', '{}'],
    ]);
    expect(logger.info).toHaveBeenCalledWith({ plugin: 'ports' }, 'looked');
  });

  it('has a clock and a logger also when the host was given none', async () => {
    const [metaInfo] = await metaInfosOf(aHost([PortsPlugin]));
    expect(metaInfo).toEqual([expect.stringMatching(/^\d{4}-.*Z$/), '{}']);
  });

  it('builds one instance for all events', async () => {
    let built = 0;
    class Counted implements EventPlugin {
      constructor() {
        built += 1;
      }
      inspect() {
        return [];
      }
    }
    Plugin({ ...base, id: 'counted' })(Counted);
    const host = aHost([Counted]);
    await host.check(anEvent());
    await host.check(anEvent());
    expect(built).toBe(1);
  });

  it('disposes of the plugin with the host, but not of what the host lent', async () => {
    const disposed: string[] = [];
    class Disposable implements EventPlugin {
      inspect() {
        return [];
      }
      async dispose() {
        disposed.push('plugin');
      }
    }
    Plugin({ ...base, id: 'disposable' })(Disposable);
    const lent = { dispose: () => disposed.push('lent') };
    const host = aHost([Disposable], { provided: [{ token: WORDS, value: lent }] });
    expect(disposed).toEqual([]);
    await host.dispose();
    expect(disposed).toEqual(['plugin']);
  });
});

describe('the host does not start', () => {
  it('with wrong options, and names plugin, option and remedy of all of them at once', () => {
    const settings = { first: { options: { text: 7 } }, second: { options: { count: 'two' } } };
    const problems = problemsOf({ candidates: candidates(FirstPlugin, SecondPlugin), settings });
    expect(problems).toEqual([
      expect.stringMatching(/plugin first, option text: .*plugins\.first\.options.*FULLSTOP_PLUGINS_FIRST_/),
      expect.stringMatching(
        /plugin second, option count: .*plugins\.second\.options.*FULLSTOP_PLUGINS_SECOND_/,
      ),
      expect.stringMatching(/plugin second, option region: .*plugins\.second\.options/),
    ]);
  });

  it('and puts every problem into one message', () => {
    const settings = { first: { options: { text: 7 } }, nobody: {} };
    const start = () => aHost([FirstPlugin, aFinder('twice'), aFinder('twice')], { settings });
    expect(start).toThrow(PluginConfigError);
    expect(start).toThrow(/plugin first, option text/);
    expect(start).toThrow(/the id nobody/);
    expect(start).toThrow(/both have the id twice/);
  });

  it('with settings for a plugin that is not installed', () => {
    const problems = problemsOf({
      candidates: candidates(aFinder('region')),
      settings: { regoin: { enabled: false } },
    });
    expect(problems).toEqual([expect.stringMatching(/the id regoin.*correct the name.*installed: region/)]);
  });

  it('with two plugins of one id, and names both classes', () => {
    const twins = [
      { pluginClass: aFinder('twin'), packageName: 'ours', packageVersion: '1.0.0' },
      { pluginClass: aFinder('twin'), packageName: 'theirs', packageVersion: '2.0.0' },
    ];
    expect(problemsOf({ candidates: twins })).toEqual([
      expect.stringMatching(/theirs#TestPlugin and ours#TestPlugin both have the id twin/),
    ]);
  });

  it('with one violation type in two forms, and names the plugins', () => {
    const emits = { BAD_THING: { ...BAD_THING, severity: 4 as const } };
    const strict = aPlugin('strict', () => [], { emits });
    expect(problemsOf({ candidates: candidates(aFinder('mild'), aFinder('same'), strict) })).toEqual([
      expect.stringMatching(/^plugins mild and strict define the violation type BAD_THING differently/),
    ]);
  });

  it('with a plugin that is switched on without what it needs, and says how it gets it', () => {
    const needs = [{ token: Symbol.for('a-port'), remedy: 'set A_PORT' }];
    const needy = aPlugin('needy', () => [], { needs });
    expect(problemsOf({ candidates: candidates(needy), settings: { needy: { enabled: true } } })).toEqual([
      'plugin needy cannot run here: set A_PORT',
    ]);
  });

  it('with options for a plugin that has none', () => {
    const settings = { finder: { options: { speed: 1, colour: 2 } } };
    expect(problemsOf({ candidates: candidates(aFinder('finder')), settings })).toEqual([
      expect.stringMatching(/plugin finder has no options; remove speed, colour/),
    ]);
  });

  it.each<[string, () => never, RegExp]>([
    ['a plain error', () => fail(new Error('not today')), /plugin own, options: not today/],
    ['a text', () => fail('not today'), /plugin own, options: not today/],
    [
      'issues without a path',
      () => fail({ issues: [{ message: 'all wrong' }] }),
      /plugin own, options: all wrong/,
    ],
    [
      'issues with a deep path',
      () => fail({ issues: [{ path: ['hosts', 0, 'name'], message: 'm' }] }),
      /option hosts\.0\.name: m/,
    ],
    [
      'an empty list of issues',
      () => fail(Object.assign(new Error('not today'), { issues: [] })),
      /not today/,
    ],
  ])('when a schema throws %s', (_what, parse, expected) => {
    const plugin = aPlugin('own', () => [], { options: { parse } });
    expect(problemsOf({ candidates: candidates(plugin) })).toEqual([expect.stringMatching(expected)]);
  });

  it('when a plugin asks for a token that nobody lends, and names the plugin', () => {
    expect(problemsOf({ candidates: candidates(FirstPlugin) })).toEqual([
      expect.stringMatching(/plugin first \(a-package#FirstPlugin\) could not be built/),
    ]);
  });

  it('when a constructor throws', () => {
    class Explosive implements EventPlugin {
      constructor() {
        throw new Error('bang');
      }
      inspect() {
        return [];
      }
    }
    Plugin({ ...base, id: 'explosive' })(Explosive);
    expect(problemsOf({ candidates: candidates(Explosive) })).toEqual([
      expect.stringMatching(/plugin explosive.*bang/),
    ]);
  });
});

describe('pluginProblems', () => {
  it('tells the same problems as a start would, but builds nothing', () => {
    const build = jest.fn();
    class Built implements EventPlugin {
      constructor() {
        build();
      }
      inspect() {
        return [];
      }
    }
    Plugin({ ...base, id: 'built' })(Built);
    const found = candidates(Built, FirstPlugin, aFinder('twice'), aFinder('twice'));
    const settings = { first: { options: { text: 7 } }, nobody: {} };
    const problems = pluginProblems(found, settings);
    expect(build).not.toHaveBeenCalled();
    expect(problems).toHaveLength(3);
    expect(problemsOf({ candidates: found, settings, provided: [{ token: WORDS, value: [] }] })).toEqual(
      problems,
    );
  });

  it('tells none when all is well, also when a port is missing that only the service has', () => {
    expect(pluginProblems(candidates(FirstPlugin), {})).toEqual([]);
  });
});

describe('which plugins run', () => {
  it.each([
    ['a plugin that says nothing', undefined, undefined, true, ''],
    ['a plugin that is off by default', false, undefined, false, 'off by default'],
    ['a plugin that is off by default, and switched on', false, true, true, ''],
    ['a plugin that is switched off', undefined, false, false, 'switched off in the configuration'],
    [
      'a plugin that is on by default, and switched off',
      true,
      false,
      false,
      'switched off in the configuration',
    ],
    [
      'a plugin that is off by default, and switched off',
      false,
      false,
      false,
      'switched off in the configuration',
    ],
  ])(
    '%s (default %p, setting %p) is active: %p',
    async (_what, enabledByDefault, enabled, active, reason) => {
      const plugin = aPlugin('it', () => [{ type: 'BAD_THING' }], { enabledByDefault });
      const host = aHost([plugin], { settings: { it: { enabled } } });
      expect(host.statuses).toEqual([expect.objectContaining({ id: 'it', active, reason })]);
      expect(host.selector.wants('s', 'n')).toBe(active);
      expect(host.violationTypes.map(({ id }) => id)).toEqual(active ? ['BAD_THING'] : []);
      expect(await host.check(anEvent())).toHaveLength(active ? 1 : 0);
    },
  );

  it('a plugin that is off is neither built nor asked for its options', () => {
    const parse = jest.fn();
    const plugin = aPlugin('it', () => [], { options: { parse }, enabledByDefault: false });
    expect(() => aHost([plugin], { settings: { it: { options: { wrong: 1 } } } })).not.toThrow();
    expect(parse).not.toHaveBeenCalled();
  });

  it('a plugin without what it needs is not active, and the table says how to change that', () => {
    const token = Symbol.for('a-port');
    const needy = aPlugin('needy', () => [], { needs: [{ token, remedy: 'set A_PORT' }] });
    expect(aHost([needy]).statuses).toMatchObject([{ id: 'needy', active: false, reason: 'set A_PORT' }]);
    expect(aHost([needy], { provided: [{ token, value: 1 }] }).statuses).toMatchObject([
      { active: true, reason: '' },
    ]);
  });

  it('MD-1, X3: the table has id, title, class and the version of the package', () => {
    expect(aHost([aFinder('finder')]).statuses).toEqual([
      {
        id: 'finder',
        title: 'finder',
        classId: 'a-package#TestPlugin',
        version: '1.2.3',
        emits: ['BAD_THING'],
        active: true,
        reason: '',
      },
    ]);
  });

  it('a class without @Plugin is none', () => {
    class Bare implements EventPlugin {
      inspect() {
        return [];
      }
    }
    expect(aHost([Bare]).statuses).toEqual([]);
  });

  it('violation types are told once, of all active plugins', () => {
    const both = aPlugin('both', () => [], { emits: { BAD_THING, OTHER_THING } });
    const types = aHost([aFinder('one'), both, aPlugin('none', () => [], { emits: {} })]).violationTypes;
    expect(types.map(({ id }) => id)).toEqual(['BAD_THING', 'OTHER_THING']);
    expect(types).toContain(BAD_THING);
  });
});

function fail(error: unknown): never {
  throw error;
}
