/** Gives the headings of one document the ids by which links reach them, as GitHub does. */
export class HeadingIds {
  readonly #used = new Map<string, number>();

  /** @param text of the heading, without markup. */
  next(text: string): string {
    const id = text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    const earlier = this.#used.get(id) ?? 0;
    this.#used.set(id, earlier + 1);
    return earlier === 0 ? id : `${id}-${earlier}`;
  }
}
