import { z } from 'zod';

/** A text of an answer that may be missing or null. */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

/** A boolean of an answer that may be missing or null. */
export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? undefined);
