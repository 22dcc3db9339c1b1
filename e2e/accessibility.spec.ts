/** Every page in both themes, as axe-core judges it: WCAG 2.2 AA, nothing serious or critical. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { completeOrder, failedOrder } from './harness/api.ts';
import { event, newId, produce } from './harness/messages.ts';
import { openPalette } from './harness/palette.ts';
import { expect, test } from './harness/test.ts';

interface Sight {
  readonly name: string;
  /** Leads to what is to be judged. */
  readonly show: (page: Page) => Promise<void>;
  readonly noise?: RegExp;
}

const SIGHTS: readonly Sight[] = [
  {
    name: 'the list',
    show: async (page) => {
      await page.goto('/flows');
      await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
    },
  },
  {
    name: 'the list with an open filter',
    show: async (page) => {
      await page.goto('/flows?status=completed');
      await page.getByRole('button', { name: 'Service' }).click();
      await expect(page.getByRole('checkbox').first()).toBeVisible();
    },
  },
  {
    name: 'a list of nothing',
    show: async (page) => {
      await page.goto('/flows?q=nothing-is-called-so');
      await expect(page.getByRole('heading', { name: 'No flow matches' })).toBeVisible();
    },
  },
  {
    name: 'an order that failed, with an event selected',
    show: async (page) => {
      await page.goto(`/flows/${(await failedOrder()).id}`);
      await page.getByRole('option', { name: /^order\.created in orders,/ }).click();
      await expect(page.getByRole('region', { name: 'Payload' })).toBeVisible();
    },
  },
  {
    name: 'an order as a table, with a span selected',
    show: async (page) => {
      await page.goto(`/flows/${(await completeOrder()).id}?view=table`);
      await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(1).click();
      await expect(page.getByRole('complementary', { name: 'Details' })).toBeVisible();
    },
  },
  {
    name: 'a key that no flow has',
    show: async (page) => {
      await page.goto('/flows/no-flow-is-called-so');
      await expect(page.getByRole('heading', { name: 'No flow has this key' })).toBeVisible();
    },
  },
  {
    name: 'the palette with matches',
    show: async (page) => {
      await page.goto('/flows');
      await (await openPalette(page)).fill('trip-');
      await expect(page.getByRole('group', { name: 'Flows whose id begins so' }).getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'health',
    show: async (page) => {
      await produce([{ headers: {}, value: newId('no spans') }], 'otlp_spans');
      await produce([event('parcel.weighed', newId('parcel'))]);
      await page.goto('/health');
      await expect(page.getByRole('table', { name: 'Quarantine' })).toBeVisible({ timeout: 30_000 });
    },
  },
  {
    name: 'the settings with a message that was tried',
    show: async (page) => {
      await page.goto('/settings');
      await page.getByRole('button', { name: 'Fill in an example' }).click();
      await page.getByRole('button', { name: 'Read it' }).click();
      await expect(page.getByRole('region', { name: 'What is read' })).toBeVisible();
    },
  },
  {
    name: 'the settings with a message that cannot be read',
    show: async (page) => {
      await page.goto('/settings');
      await page.getByLabel('Headers').fill('no header');
      await page.getByRole('button', { name: 'Read it' }).click();
      await expect(page.getByRole('alert').filter({ hasText: 'line 1' })).toBeVisible();
    },
    noise: /status of 400/,
  },
  {
    name: 'the login',
    show: async (page) => {
      await page.goto('/login');
      await page.getByRole('button', { name: 'Log in' }).click();
      await expect(page.getByRole('alert').first()).toBeVisible();
    },
  },
  {
    name: 'a page that there is not',
    show: async (page) => {
      await page.goto('/nowhere');
      await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
    },
    noise: /status of 404/,
  },
];

test.beforeAll(async () => void (await Promise.all([completeOrder(), failedOrder()])));

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const { name, show, noise } of SIGHTS) {
      test(name, async ({ page, quiet }) => {
        if (noise !== undefined) quiet.allow(noise);
        await show(page);
        const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)}\n${failureSummary}`).join('\n')}`)).toEqual([]);
      });
    }
  });
}
