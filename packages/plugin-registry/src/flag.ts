import { z } from 'zod';

/** An option that is on or off; environment variables give it as the text `true` or `false`. Default off. */
export const flag = z
  .union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })], {
    error: 'expected true or false',
  })
  .default(false);
