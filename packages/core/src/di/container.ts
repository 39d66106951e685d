import 'reflect-metadata';
import { type DependencyContainer, container as root } from 'tsyringe';

/** A class that a container builds. */
// biome-ignore lint/suspicious/noExplicitAny: parameters of a constructor that only the container calls
export type Constructor<Type> = new (...dependencies: any[]) => Type;

/** Something that the host lends to plugins. */
export interface Provided {
  readonly token: symbol;
  readonly value: unknown;
}

/** The container of one plugin: what the host lends, the plugin's own options, and whatever it builds of these. */
export class PluginContainer {
  readonly #container: DependencyContainer;

  constructor(provided: readonly Provided[]) {
    this.#container = root.createChildContainer();
    for (const { token, value } of provided) this.#container.registerInstance(token, value);
  }

  build<Type>(type: Constructor<Type>): Type {
    return this.#container.resolve(type);
  }

  /** Disposes of what the container built and owns. */
  async dispose(): Promise<void> {
    await this.#container.dispose();
  }
}
