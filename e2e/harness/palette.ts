import { expect, type Locator, type Page } from '@playwright/test';

const NAME = 'Find any id, page or action';

/** The field of the palette, opened by what stands for it in the top bar. */
export async function openPalette(page: Page): Promise<Locator> {
  const box = page.getByRole('combobox', { name: NAME });
  // A press before the page is alive is nobody's.
  await expect(async () => {
    if (!(await box.isVisible())) await page.getByRole('button', { name: NAME }).click({ timeout: 2_000 });
    await expect(box).toBeFocused({ timeout: 2_000 });
  }).toPass();
  return box;
}
