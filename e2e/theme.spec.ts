/** Dark and light: chosen once, kept, and there from the first frame. */
import { expect, test } from './harness/test.ts';

declare global {
  interface Window {
    /** The background of each frame in which the page had content. */
    frames_: string[];
  }
}

/** Runs in the browser, before the page's own scripts. */
function watchFrames(): void {
  window.frames_ = [];
  const look = (): void => {
    if (document.body?.innerText.trim()) window.frames_.push(getComputedStyle(document.body).backgroundColor);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

for (const [chosen, system] of [['Dark', 'light'], ['Light', 'dark']] as const) {
  test(`${chosen} stays chosen where the system prefers ${system}, and nothing flashes`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: system });
    await page.goto('/health');
    const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const choice = page.getByRole('radio', { name: chosen });
    await choice.check({ force: true }); // the label covers the radio button, as for every reader
    await expect(page.locator('html')).toHaveAttribute('data-theme', chosen.toLowerCase());
    const after = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(after).not.toBe(before);

    await page.addInitScript(watchFrames);
    for (const path of ['/flows', '/health']) {
      await page.goto(path);
      await expect(choice).toBeChecked();
      await expect.poll(() => page.evaluate(() => window.frames_.length)).toBeGreaterThan(0);
      expect(await page.evaluate(() => [...new Set(window.frames_)])).toEqual([after]);
    }
  });
}

test('System follows the system', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/health');
  await expect(page.getByRole('radio', { name: 'System' })).toBeChecked();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
