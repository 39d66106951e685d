export {
  type PublicAccessBlockOptions,
  publicAccessBlockOptions,
} from './public-access-block.options.js';
export { BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK, PublicAccessBlockPlugin } from './public-access-block.plugin.js';
