#!/usr/bin/env node
import module from 'node:module';

// The AWS SDK announces on each start that it will need a newer Node one day; our engines say what we need.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// Keeps compiled code for the next start, which then takes a tenth less. Node 20 cannot do that.
module.enableCompileCache?.();

await import('../dist/main.js');
