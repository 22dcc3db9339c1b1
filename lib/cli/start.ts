/** `npm start`: the database, the built web and the collector, until Ctrl-C. */
import { runCommand } from './command.ts';
import { sayWhereItIs } from './where-it-is.ts';
import { Steps } from './steps.ts';
import { startThroughline, THROUGHLINE_STEPS } from './throughline.ts';

await runCommand(async (teardown) => {
  const { settings } = await startThroughline({ web: 'built', steps: new Steps(THROUGHLINE_STEPS), teardown });
  sayWhereItIs(settings);
  return new Promise<never>(() => {}); // until a signal
});
