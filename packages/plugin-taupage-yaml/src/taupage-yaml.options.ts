import { z } from 'zod';

/** Options of the taupage-yaml plugin. */
export const taupageYamlOptions = z.strictObject({
  requireApplicationVersion: z
    .boolean()
    .or(z.stringbool())
    .default(false)
    .describe("Whether user data must name the application's version, too."),
});

/** Parsed options of the taupage-yaml plugin. */
export type TaupageYamlOptions = z.infer<typeof taupageYamlOptions>;
