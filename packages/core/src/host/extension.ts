import { type Constructor, PluginContainer, type Provided } from '../di/container.js';
import { messageOf } from '../errors/errors.js';
import { OPTIONS, type OptionsSchema, type PluginNeed } from '../plugin/plugin-metadata.js';
import type { ViolationType } from '../violation/violation-type.js';
import { contradictingTypes, repeatedIds, settingsWithoutExtension } from './extension-problems.js';
import { issuesOf } from './option-issues.js';

/** What plugins and jobs say of themselves alike. */
export interface ExtensionMetadata {
  readonly id: string;
  readonly title: string;
  readonly emits: Readonly<Record<string, ViolationType>>;
  readonly options?: OptionsSchema;
  readonly needs?: readonly PluginNeed[];
  readonly enabledByDefault?: boolean;
}

/** How a kind of extension is called, and where its options are set. */
export interface ExtensionKind {
  /** `plugin` or `job`. */
  readonly noun: string;
  /** Name of the section of the configuration. */
  readonly section: string;
  /** Environment variables that set options of the extension with an id, such as `FULLSTOP_PLUGINS_AMI_…`. */
  variable(id: string): string;
}

/** What the configuration says about one extension. */
export interface ExtensionSettings {
  readonly enabled?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** One line about an extension that was found. */
export interface ExtensionStatus {
  readonly id: string;
  readonly title: string;
  readonly classId: string;
  readonly version: string;
  /** Ids of the violation types that it reports, in order. */
  readonly emits: readonly string[];
  readonly active: boolean;
  /** Why it is not active; empty when it is. */
  readonly reason: string;
}

/** A class of a package, with what it says of itself. */
export interface FoundExtension<Metadata extends ExtensionMetadata, Instance> {
  readonly metadata: Metadata;
  /** `<package>#<Class>`. */
  readonly classId: string;
  readonly packageVersion: string;
  readonly type: Constructor<Instance>;
}

/** An extension that is to run. */
export interface ConfiguredExtension<Metadata extends ExtensionMetadata, Instance>
  extends FoundExtension<Metadata, Instance> {
  /** As the extension's schema returned them. */
  readonly options: unknown;
}

/** An extension that runs. */
export interface BuiltExtension<Metadata extends ExtensionMetadata, Instance> {
  readonly metadata: Metadata;
  readonly classId: string;
  readonly container: PluginContainer;
  readonly instance: Instance;
}

/** Which of the found extensions are to run, a line about each, and everything that is wrong with them. */
export interface Configuration<Metadata extends ExtensionMetadata, Instance> {
  readonly enabled: readonly ConfiguredExtension<Metadata, Instance>[];
  readonly statuses: readonly ExtensionStatus[];
  readonly problems: readonly string[];
}

/**
 * Looks at ids, settings and options without building anything.
 * @param lent tokens of what the host lends; `undefined` when nobody knows, then what extensions need is taken for granted.
 */
export function configureExtensions<Metadata extends ExtensionMetadata, Instance>(
  kind: ExtensionKind,
  given: readonly FoundExtension<Metadata, Instance>[],
  settings: Readonly<Record<string, ExtensionSettings>>,
  lent: readonly symbol[] | undefined,
): Configuration<Metadata, Instance> {
  const found = sorted(given);
  const problems = [...repeatedIds(found), ...settingsWithoutExtension(kind, found, settings)];
  const enabled: ConfiguredExtension<Metadata, Instance>[] = [];
  const statuses: ExtensionStatus[] = [];
  for (const extension of found) {
    const { metadata } = extension;
    const setting = settings[metadata.id];
    const lacking = lent && metadata.needs?.find(({ token }) => !lent.includes(token));
    if (lacking && setting?.enabled)
      problems.push(`${kind.noun} ${metadata.id} cannot run here: ${lacking.remedy}`);
    const reason = whyInactive(metadata, setting) || (lacking?.remedy ?? '');
    statuses.push(statusOf(extension, reason));
    if (reason !== '') continue;
    const parsed = parseOptions(kind, metadata, setting?.options ?? {});
    if ('problems' in parsed) problems.push(...parsed.problems);
    else enabled.push({ ...extension, options: parsed.options });
  }
  return { enabled, statuses, problems: [...problems, ...contradictingTypes(kind, enabled)] };
}

/** Builds an extension in a container of its own. @returns a sentence instead when it cannot be built. */
export function buildExtension<Metadata extends ExtensionMetadata, Instance>(
  { noun }: ExtensionKind,
  extension: ConfiguredExtension<Metadata, Instance>,
  provided: readonly Provided[],
): BuiltExtension<Metadata, Instance> | string {
  const { metadata, classId, type, options } = extension;
  const container = new PluginContainer([...provided, { token: OPTIONS, value: options }]);
  try {
    return { metadata, classId, container, instance: container.build(type) };
  } catch (error) {
    return `${noun} ${metadata.id} (${classId}) could not be built: ${messageOf(error)}`;
  }
}

function parseOptions(
  kind: ExtensionKind,
  { id, options }: ExtensionMetadata,
  raw: Readonly<Record<string, unknown>>,
): { options: unknown } | { problems: string[] } {
  if (!options) {
    const names = Object.keys(raw);
    if (names.length === 0) return { options: {} };
    return { problems: [`${kind.noun} ${id} has no options; remove ${names.join(', ')}`] };
  }
  try {
    return { options: options.parse(raw) };
  } catch (error) {
    const remedy = `set it under ${kind.section}.${id}.options in fullstop.config, or by ${kind.variable(id)}`;
    return { problems: issuesOf(error).map((issue) => `${kind.noun} ${id}, ${issue}; ${remedy}`) };
  }
}

function whyInactive(metadata: ExtensionMetadata, setting: ExtensionSettings | undefined): string {
  const enabled = setting?.enabled ?? metadata.enabledByDefault ?? true;
  if (enabled) return '';
  return setting?.enabled === false ? 'switched off in the configuration' : 'off by default';
}

function statusOf(extension: FoundExtension<ExtensionMetadata, unknown>, reason: string): ExtensionStatus {
  const { metadata, classId, packageVersion } = extension;
  const { id, title } = metadata;
  const emits = Object.keys(metadata.emits).sort();
  return { id, title, classId, version: packageVersion, emits, active: reason === '', reason };
}

function sorted<Extension extends FoundExtension<ExtensionMetadata, unknown>>(
  found: readonly Extension[],
): Extension[] {
  return [...found].sort(
    (left, right) => compare(left.metadata.id, right.metadata.id) || compare(left.classId, right.classId),
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
