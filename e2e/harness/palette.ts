import { expect, type Locator, type Page } from '@playwright/test';

const NAME = 'Find any id, page or action';

/** The field of the palette, opened by what stands for it in the top bar. */
export async function openPalette(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: NAME }).click();
  const box = page.getByRole('combobox', { name: NAME });
  await expect(box).toBeFocused();
  return box;
}
