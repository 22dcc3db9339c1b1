/** `throughline dead-letters list|plan|replay`: the HTTP API for scripts. */
import { environment } from '#lib/env/process.ts';
import { runCommand } from './command.ts';
import { EXIT } from './dead-letters/exit-codes.ts';
import { run } from './dead-letters/run.ts';
import { log } from './steps.ts';

// Whoever takes only the first lines has all that they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed));

await runCommand(() => run(process.argv.slice(2), { environment: environment(), out: { write: (text) => process.stdout.write(`${text}\n`) }, complain: log }), { interrupted: EXIT.interrupted });
