/** The pages of this page, as the first part of its paths. */
export const SECTIONS = ['violations', 'rules', 'checks', 'jobs', 'plugins'] as const;

export type Section = (typeof SECTIONS)[number];

/** What a path stands for. */
export interface Route {
  readonly section: Section;
  /** Of the violation or the rule that is open. */
  readonly id?: number;
}

/** What a path stands for; the violations for everything that is not known. */
export function routeOf(path: string): Route {
  const [, name, id] = /^\/(\w+)(?:\/(\d{1,15}))?\/?$/.exec(path) ?? [];
  const section = SECTIONS.find((each) => each === name) ?? 'violations';
  return id === undefined ? { section } : { section, id: Number(id) };
}

/** Path of a violation; with a search, the list beside it keeps its filters. */
export function violationPath(id: number, search = ''): `/violations/${string}` {
  return `/violations/${id}${search}`;
}

/** Path of a rule. */
export function rulePath(id: number): `/rules/${number}` {
  return `/rules/${id}`;
}
