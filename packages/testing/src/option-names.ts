/** Names of the options that a schema knows. A zod object says what its options are; other schemas cannot be asked. */
export function optionNames(schema: unknown): string[] {
  const shape = typeof schema === 'object' && schema !== null && 'shape' in schema ? schema.shape : undefined;
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}
