import type { Environment, SettingSource } from './environment.js';

/** Settings of plugins or jobs that the environment gives, and variables that none of them knows. */
export interface ExtensionEnvironment {
  readonly settings: readonly SettingSource[];
  readonly problems: readonly string[];
}

/** What the environment may say about a plugin or a job. */
export interface EnvironmentReader {
  readonly id: string;
  /** Variables of its own: variable name to option name. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How variables of plugins, or of jobs, look. */
export interface ExtensionVariables {
  /** `plugin` or `job`. */
  readonly noun: string;
  /** Such as `FULLSTOP_PLUGINS_`. */
  readonly prefix: string;
  /** Section of the configuration. */
  readonly section: string;
  /** An id as variables spell it. */
  readonly constantCase: (id: string) => string;
  /** What follows the id in variables that set no option but something beside: name in the variable to name of the setting. */
  readonly besideOptions: Readonly<Record<string, string>>;
}

/**
 * Reads `<PREFIX><ID>_<OPTION>`, and the variables that extensions name themselves. The longest id that fits a variable wins.
 * Texts that start with `[` or `{` are read as JSON.
 * @param known - variables that somebody else reads.
 */
export function extensionSettings(
  variables: ExtensionVariables,
  environment: Environment,
  extensions: readonly EnvironmentReader[],
  known: ReadonlySet<string> = new Set(),
): ExtensionEnvironment {
  const settings: SettingSource[] = [];
  const problems: string[] = [];
  for (const extension of extensions) settings.push(...ownVariables(variables, environment, extension));

  // An extension may give a variable of its own a name that looks like another one's.
  const named = new Set([...known, ...extensions.flatMap((each) => Object.keys(each.environment ?? {}))]);
  const longestFirst = [...extensions].sort((left, right) => right.id.length - left.id.length);
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(variables.prefix) || named.has(name) || value === undefined) continue;
    const extension = longestFirst.find(({ id }) => name.startsWith(startOf(variables, id)));
    if (extension) settings.push(setting(variables, extension.id, name, value));
    else
      problems.push(
        `environment ${name}: no installed ${variables.noun} has such an id; install it or correct the name`,
      );
  }
  return { settings, problems };
}

function startOf({ prefix, constantCase }: ExtensionVariables, id: string): string {
  return `${prefix}${constantCase(id)}_`;
}

function ownVariables(
  { section }: ExtensionVariables,
  environment: Environment,
  { id, environment: names = {} }: EnvironmentReader,
): SettingSource[] {
  return Object.entries(names).flatMap(([name, option]) => {
    const value = environment[name];
    if (value === undefined || value.trim() === '') return [];
    return [{ path: [section, id, 'options', option], value: parsed(value), source: `environment ${name}` }];
  });
}

function setting(variables: ExtensionVariables, id: string, name: string, value: string): SettingSource {
  const { section, besideOptions } = variables;
  const rest = name.slice(startOf(variables, id).length);
  const source = `environment ${name}`;
  const beside = besideOptions[rest];
  if (beside !== undefined) return { path: [section, id, beside], value, source };
  return { path: [section, id, 'options', camelCase(rest)], value: parsed(value), source };
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    // The extension's schema gets the text and says what it expected.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
