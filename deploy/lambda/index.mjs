// The Lambda function; the plugins are those that package.json beside it depends on.
export { handler } from '@fullstop/app/lambda';
