/** `npm run verify`: what must hold before a commit, in seconds. */
import { runCommand } from './command.ts';
import { sum } from './totals.ts';
import { conclude, verify } from './verification.ts';

await runCommand(async () => conclude(sum(await verify())), { interrupted: 130 });
