import { withWholeNames } from '../../dist/command-prefix.js';
import { exitCodeOf } from '../../dist/exit-code.js';
import { fullstopProgram } from '../../dist/program.js';

// Runs one `fullstop serve` of the built command line after the other, each in its own folder and environment. What they
// print goes where this process prints. Is spoken to by hosted-services.ts.

/** What ends the output of a service; hosted-services.ts says the same. */
const END_OF_OUTPUT = '\u0004';

let ended;
// What waits for the end of the process has ended with it: nothing is thrown here.
process.exit = (code = process.exitCode) => ended(code ?? 0);
// Whoever started this process is gone.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

process.on('message', async (message) => {
  // As the operating system would do it; the process itself goes on.
  if (message.signal) process.emit(message.signal);
  else process.send({ code: await serve(message) });
});

async function serve({ args, cwd, env }) {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  // As bin/fullstop.js sets it.
  Object.assign(process.env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env });
  process.exitCode = undefined;
  const end = new Promise((resolve) => {
    ended = resolve;
  });
  try {
    const program = fullstopProgram();
    await program.parseAsync(withWholeNames(program, ['serve', ...args]), { from: 'user' });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    ended(exitCodeOf(error));
  }
  const code = await end;
  for (const signal of ['SIGTERM', 'SIGINT']) process.removeAllListeners(signal);
  for (const stream of [process.stdout, process.stderr]) stream.write(`${END_OF_OUTPUT}\n`);
  return code;
}
