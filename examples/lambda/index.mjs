// The function: `index.handler`. It finds plugins and fullstop.config.json beside itself.
export { handler } from '@fullstop/app/lambda';
