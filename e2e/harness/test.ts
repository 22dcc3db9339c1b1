/** Playwright's test with the running demo, and with a browser that must stay quiet: no error in the console, no refused script, no dialog. */
import { test as base, type Page } from '@playwright/test';
import { places } from './places.ts';

export { expect } from '@playwright/test';

interface Quiet {
  /** What a test causes on purpose, such as a request that fails. */
  allow(noise: RegExp): void;
}

export const test = base.extend<{ quiet: Quiet }>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the fixtures that are used from this pattern
  baseURL: ({}, provide) => provide(places().web),
  context: async ({ context }, provide) => {
    context.on('page', whenAlive);
    await provide(context);
  },
  quiet: [
    async ({ context }, provide) => {
      const noise: string[] = [];
      const allowed: RegExp[] = [];
      context.on('console', (message) => {
        if (message.type() === 'error') noise.push(`console on ${message.page()?.url() ?? 'a closed page'}: ${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => noise.push(`uncaught: ${error.error().stack ?? error.error().message}`));
      context.on('dialog', (dialog) => {
        noise.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await provide({ allow: (pattern) => allowed.push(pattern) });
      // An answer that a test made up may be asked for just as the test ends.
      await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: 'ignoreErrors' })));
      // Chromium may never answer when a context is closed while one of its pages is on its way to another.
      await Promise.all(context.pages().map((page) => page.waitForLoadState('load')));
      base.expect(noise.filter((line) => !allowed.some((pattern) => pattern.test(line)))).toEqual([]);
    },
    { auto: true },
  ],
});

/**
 * A page is there before its script is, and what is pressed meanwhile is not heard: who goes to one goes on when React has taken over all that
 * can be pressed, and a key is pressed when what came onto the page last listens to it. For the pages of a context that a test opens by itself too.
 */
export function whenAlive(page: Page): void {
  const [goto, reload, press] = [page.goto.bind(page), page.reload.bind(page), page.keyboard.press.bind(page.keyboard)];
  page.goto = async (...args) => {
    const response = await goto(...args);
    await alive(page);
    return response;
  };
  page.reload = async (...args) => {
    const response = await reload(...args);
    await alive(page);
    return response;
  };
  page.keyboard.press = async (...args) => {
    // Where the page is on its way to another, the key is for whichever hears it.
    await page.evaluate(untilIdle, HEARD_WITHIN_MS).catch(() => undefined);
    await press(...args);
  };
}

const ALIVE_WITHIN_MS = 15_000;
const IDLE_WITHIN_MS = 5000;
/** Of two keys that belong together the second is heard within a second. */
const HEARD_WITHIN_MS = 300;
/** By the clock: a page in the background draws no frames. */
const LOOK_EVERY_MS = 50;

/** A page whose script fails, as some tests want it, is left to them as it is. */
async function alive(page: Page): Promise<void> {
  try {
    await page.waitForFunction(isTakenOver, undefined, { timeout: ALIVE_WITHIN_MS, polling: LOOK_EVERY_MS });
    await page.evaluate(untilIdle, IDLE_WITHIN_MS);
  } catch (error) {
    if (page.isClosed()) throw error;
  }
}

function isTakenOver(): boolean {
  return [...document.querySelectorAll('button, input, select, textarea, a[href], [role=grid]')].every((element) => Object.keys(element).some((name) => name.startsWith('__reactProps$')));
}

/** Elements are taken over before all of the page is, in many tasks, and keys are listened to by effects, which run in a task of their own: the browser is idle after all of these. */
function untilIdle(withinMs: number): Promise<void> {
  return new Promise((resolve) => void requestIdleCallback(() => resolve(), { timeout: withinMs }));
}
