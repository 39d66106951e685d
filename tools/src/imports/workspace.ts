/** A TypeScript file of a package. */
export interface SourceFile {
  /** From the root of the workspace, with slashes: `packages/core/src/index.ts`. */
  readonly path: string;
  readonly text: string;
}

/** The members of a `package.json` that are checked. */
export interface Manifest {
  readonly name?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly types?: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Everything the checks look at. */
export interface Workspace {
  readonly files: readonly SourceFile[];
  /** By folder below `packages/`. */
  readonly manifests: Readonly<Record<string, Manifest>>;
}

/** Something that is not as it must be. */
export interface Offence {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly remedy: string;
}

/** Where a file belongs. */
export interface Belonging {
  /** Folder below `packages/`. */
  readonly folder: string;
  readonly isTest: boolean;
}

/** The package of a path like `packages/core/src/index.ts`. */
export function belongingOf(path: string): Belonging {
  const [, folder = '', part] = path.split('/');
  return { folder, isTest: part === 'test' };
}
