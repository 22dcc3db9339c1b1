/** `npm run dev`: as `npm start`, with pages that are compiled as they change. */
import { runCommand } from './command.ts';
import { sayWhereItIs } from './where-it-is.ts';
import { Steps } from './steps.ts';
import { startThroughline, THROUGHLINE_STEPS } from './throughline.ts';

await runCommand(async (teardown) => {
  const { settings } = await startThroughline({ web: 'dev', steps: new Steps(THROUGHLINE_STEPS), teardown });
  sayWhereItIs(settings);
  return new Promise<never>(() => {}); // until a signal
});
