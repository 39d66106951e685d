import { runSubject } from './subjects.js';

// The AWS SDK announces on each start that it will need a newer Node one day.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

process.exitCode = await runSubject('bench', new URL('./bench/', import.meta.url), process.argv.slice(2));
