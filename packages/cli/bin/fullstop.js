#!/usr/bin/env node
// The AWS SDK announces on each start that it will need a newer Node one day; our engines say what we need.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

await import('../dist/main.js');
