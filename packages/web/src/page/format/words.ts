/** What people call the levels of severity. */
const SEVERITIES = ['informative', 'low', 'medium', 'high', 'critical'] as const;

/** Levels of severity, the worst first. */
export const SEVERITY_LEVELS = [4, 3, 2, 1, 0] as const;

/** What a level of severity is called; the number itself when nobody named it. */
export function severityName(level: number): string {
  return SEVERITIES[level] ?? `severity ${level}`;
}

/** A number and what it counts, such as `1 violation`, `1,204 violations`. */
export function counted(quantity: number, noun: string, plural = `${noun}s`): string {
  return `${quantity.toLocaleString('en')} ${quantity === 1 ? noun : plural}`;
}

/** The part of an ARN that tells users or resources apart: what comes after the account. Other names stay as they are. */
export function shortArn(name: string): string {
  return /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(name)?.[1] ?? name;
}

/** A type to read: its title, or its id in words. */
export function typeName({ id, title }: { readonly id: string; readonly title: string | null }): string {
  if (title) return title;
  const words = id.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
