import { withWholeNames } from './command-prefix.js';
import { exitCodeOf } from './exit-code.js';
import { fullstopProgram } from './program.js';

const program = fullstopProgram();

// Who reads may have enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  const args = process.argv.slice(2);
  if (args.length === 0) program.outputHelp();
  else await program.parseAsync(withWholeNames(program, args), { from: 'user' });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
