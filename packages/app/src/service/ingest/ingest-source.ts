/** State of a source, for health. `ready` is false while it cannot do its work. */
export interface SourceState {
  readonly ready: boolean;
  readonly [detail: string]: unknown;
}

/** Something that log objects come from. */
export interface IngestSource {
  /** Names it in health. */
  readonly name: 'folder' | 'queue';
  readonly state: SourceState;
  /** Starts to read, and resolves when everything that was there before is stored; at once when that cannot be told. */
  start(): Promise<void>;
  /** Takes nothing new, and resolves when what is in hand is stored or given back. */
  stop(timeoutSeconds: number): Promise<void>;
}
