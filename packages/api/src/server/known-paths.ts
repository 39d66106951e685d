import type { OpenAPIObject } from '@nestjs/swagger';

/** Knows which methods go with a path, to tell "not this way" from "nothing there". */
export class KnownPaths {
  #paths: readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** Takes the paths from the description of the API. */
  learn({ paths }: OpenAPIObject): void {
    this.#paths = Object.entries(paths).map(([path, operations]) => ({
      pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}/?$`),
      methods: Object.keys(operations).map((method) => method.toUpperCase()),
    }));
  }

  /** Methods of a path; none when there is no such path. */
  methodsOf(path: string): readonly string[] {
    const methods = this.#paths.filter(({ pattern }) => pattern.test(path)).flatMap((known) => known.methods);
    return [...new Set(methods)].sort();
  }
}
