/** How much of one log object a reader takes. */
export interface ReadLimits {
  /** Bytes of a gzip body; a body without compression has only the limit below. Default 256 MiB. */
  readonly maxCompressedBytes: number;
  /** Bytes of text, over all gzip members. Default 4 GiB. */
  readonly maxDecompressedBytes: number;
  /** Bytes of one record's text; a longer one counts as malformed. Default 4 MiB. */
  readonly maxRecordBytes: number;
}

const MIB = 1024 * 1024;

/** The limits that hold when nobody sets others. */
export const DEFAULT_READ_LIMITS: ReadLimits = {
  maxCompressedBytes: 256 * MIB,
  maxDecompressedBytes: 4096 * MIB,
  maxRecordBytes: 4 * MIB,
};
