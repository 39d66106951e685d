import { withWholeNames } from '../../dist/command-prefix.js';
import { exitCodeOf } from '../../dist/exit-code.js';
import { fullstopProgram } from '../../dist/program.js';

// Runs one call of the built command line after the other, each in its own folder and environment, and answers with what
// a process of its own would have left. Is spoken to by command-host.ts.

class Exit extends Error {
  constructor(code) {
    super(`exit ${code}`);
    this.code = code;
  }
}

process.setMaxListeners(0);
process.exit = (code = process.exitCode) => {
  throw new Exit(code ?? 0);
};

let texts;
for (const name of ['stdout', 'stderr']) {
  process[name].write = (chunk, ...rest) => {
    texts[name] += chunk;
    const done = rest.find((each) => typeof each === 'function');
    if (done) process.nextTick(done);
    return true;
  };
}

process.on('message', async ({ args, cwd, env }) => {
  texts = { stdout: '', stderr: '' };
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  // As bin/fullstop.js sets it.
  Object.assign(process.env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env });
  process.exitCode = undefined;
  const code = await call(args);
  process.send({ code, ...texts });
});

/** As main.ts does it. */
async function call(args) {
  try {
    const program = fullstopProgram();
    await program.parseAsync(withWholeNames(program, args), { from: 'user' });
    return process.exitCode ?? 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return exitCodeOf(error);
  }
}
