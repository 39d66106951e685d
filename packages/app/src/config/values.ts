import { commaList } from '@fullstop/core';
import { z } from 'zod';

// Environment variables are text: numbers and switches are accepted in that form, too.
/** A number, or its text. */
export const number = (schema: z.ZodNumber) =>
  z.preprocess((raw) => (typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw), schema);
/** A switch. */
export const flag = () =>
  z.preprocess((raw) => {
    const text = typeof raw === 'string' ? raw.trim().toLowerCase() : raw;
    if (text === 'true' || text === 'on' || text === 'yes' || text === '1') return true;
    if (text === 'false' || text === 'off' || text === 'no' || text === '0') return false;
    return raw;
  }, z.boolean());
/** A port; 0 takes any free one. */
export const port = () => number(z.int().min(0).max(65_535));
/** A time in seconds. */
export const seconds = () => number(z.number().positive());
/** A number of things, at least one. */
export const count = () => number(z.int().min(1));
/** A list of account ids. */
export const accountIds = (least = 0) =>
  z.preprocess(
    commaList,
    z
      .array(z.string().regex(/^\d{12}$/, 'expected account ids of 12 digits'))
      .min(least, 'expected at least one account id'),
  );
