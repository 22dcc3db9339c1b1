/** Playwright's test with the running demo, and with a browser that must stay quiet: no error in the console, no refused script, no dialog. */
import { test as base } from '@playwright/test';
import { places } from './places.ts';

export { expect } from '@playwright/test';

interface Quiet {
  /** What a test causes on purpose, such as a request that fails. */
  allow(noise: RegExp): void;
}

export const test = base.extend<{ quiet: Quiet }>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the fixtures that are used from this pattern
  baseURL: ({}, provide) => provide(places().web),
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
