import { createHandler } from './handler.js';

export { createHandler, type LambdaHandler } from './handler.js';
export type { BatchResponse, LambdaContext, LambdaEvent, SqsRecord } from './sqs-event.js';

/** The function: set `@fullstop/app/lambda` as its module and `handler` as its export. Builds nothing before its first call. */
export const handler = createHandler();
