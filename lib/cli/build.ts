/** `npm run build`: the web, built afresh. */
import { runCommand } from './command.ts';
import { Steps } from './steps.ts';
import { buildWeb } from './web-build.ts';

await runCommand(
  async () => {
    await new Steps(1).step('Building the web', buildWeb);
    return 0;
  },
  { interrupted: 130 },
);
