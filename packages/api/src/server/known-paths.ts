import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';

/** Knows which methods go with a path, to tell "not this way" from "nothing there". */
export class KnownPaths {
  #paths: readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** Takes the paths below `/api/` of an application that is put together. */
  learn(app: NestExpressApplication): void {
    const { stack } = (app.getHttpAdapter().getInstance() as Express).router;
    this.#paths = stack.flatMap(({ route }) => {
      // With a star it is what answers for paths that are not known.
      if (!route?.path.startsWith('/api/') || route.path.includes('*')) return [];
      const pattern = new RegExp(`^${route.path.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}/?$`);
      return { pattern, methods: route.stack.map(({ method }) => method.toUpperCase()) };
    });
  }

  /** Methods of a path; none when there is no such path. */
  methodsOf(path: string): readonly string[] {
    const methods = this.#paths.filter(({ pattern }) => pattern.test(path)).flatMap((known) => known.methods);
    return [...new Set(methods)].sort();
  }
}
