/** The timeline: folding, clocks, what never came, finding and measuring one's way in a long flow, all by pointer and by keys. */
import type { Locator, Page } from '@playwright/test';
import { completeOrder, flow, flows, untilEvents } from './harness/api.ts';
import { learnKits } from './harness/learned-kind.ts';
import { event, newId, produce } from './harness/messages.ts';
import { expect, test } from './harness/test.ts';
import { places } from './harness/places.ts';
import { sendSpans, spansOf } from './harness/traces.ts';
import { longFlow } from './harness/long-flow.ts';

/** A step is late after five seconds; where the collector is behind, it is looked for again half a minute later. */
const JUDGED = { timeout: 60_000 };

let long: string;
test.beforeAll(async () => {
  long = await longFlow(places().otlp, places().web);
});

const timeline = (page: Page): Locator => page.getByRole('region', { name: 'Timeline' });
const brush = (page: Page): Locator => page.getByRole('slider', { name: 'Visible window', exact: true });
const windowOf = (page: Page): string | null => new URL(page.url()).searchParams.get('t');

/** Longer than the address waits for one to come to rest. */
const RESTED_MS = 500;

/** The address says where one is once one has come to rest; on a busy machine a drag may rest on its way too. */
async function windowAfter(page: Page, act: () => Promise<void>): Promise<{ from: number; to: number }> {
  const before = windowOf(page);
  await act();
  let last = before;
  await expect.poll(() => {
    const [then, now] = [last, windowOf(page)];
    last = now;
    return now === before || now !== then ? 'on its way' : now;
  }, { intervals: [RESTED_MS] }).toMatch(/^\d+-\d+$/);
  const [from, to] = last!.split('-').map(Number);
  return { from: from!, to: to! };
}

test('idle time folds, and one key shows it as it passed', async ({ page }) => {
  await page.goto(`/flows/${long}`);
  await expect(timeline(page).getByText('2 h 14 min', { exact: true })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('idle time, folded');
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/fold=false/);
  await expect(page.getByRole('list', { name: 'Legend' })).not.toContainText('idle time, folded');
  await page.keyboard.press('f');
  await expect(page.getByRole('button', { name: 'Fold idle time' })).toHaveAttribute('aria-pressed', 'true');
});

test('the critical path is marked by its key, and the keys are listed', async ({ page }) => {
  await page.goto(`/flows/${long}`);
  await expect(timeline(page).getByRole('option').first()).toBeVisible();
  await page.keyboard.press('c');
  await expect(page).toHaveURL(/critical=true/);
  await page.keyboard.press('?');
  const help = page.getByRole('dialog');
  for (const words of ['zoom in', 'measure the time between two points', 'fold idle time', 'mark the critical path']) await expect(help).toContainText(words);
});

test('wheel, keys and drag zoom and pan, and a link shows the same window', async ({ page }) => {
  await page.goto(`/flows/${long}`);
  const first = timeline(page).getByRole('option').first();
  await expect(first).toBeVisible();
  expect(windowOf(page)).toBeNull();
  const box = (await timeline(page).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 160);
  const wheeled = await windowAfter(page, async () => {
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -240);
    await page.keyboard.up('Control');
  });
  const keyed = await windowAfter(page, () => page.keyboard.press('w'));
  expect(keyed.to - keyed.from).toBeLessThan(wheeled.to - wheeled.from);
  const later = await windowAfter(page, () => page.keyboard.press('d'));
  expect(later.from).toBeGreaterThan(keyed.from);
  const dragged = await windowAfter(page, async () => {
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 150, box.y + 160, { steps: 6 });
    await page.mouse.up();
  });
  expect(dragged.from).toBeLessThan(later.from);

  const told = await brush(page).getAttribute('aria-valuetext');
  const link = page.url();
  await page.goto('/health');
  await page.goto(link);
  await expect(brush(page)).toHaveAttribute('aria-valuetext', told!);
  await page.keyboard.press('0');
  await expect.poll(() => windowOf(page)).toBeNull();
});

test('the brush on the minimap moves, grows and jumps, by pointer and by keys', async ({ page }) => {
  await page.goto(`/flows/${long}`);
  await expect(timeline(page).getByRole('img', { name: /^The whole flow: \d+ lanes, failures at \d+ place/ })).toBeVisible();
  const end = page.getByRole('slider', { name: 'End of the visible window' });
  const pulled = await windowAfter(page, async () => {
    const box = (await end.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x - 500, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
  });
  const strip = (await timeline(page).getByRole('img', { name: /^The whole flow/ }).boundingBox())!;
  const jumped = await windowAfter(page, () => page.mouse.click(strip.x + strip.width - 150, strip.y + 20));
  expect(jumped.from).toBeGreaterThan(pulled.from);

  await brush(page).focus();
  const moved = await windowAfter(page, () => page.keyboard.press('ArrowLeft'));
  expect(moved.from).toBeLessThan(jumped.from);
  await page.getByRole('slider', { name: 'Start of the visible window' }).focus();
  const narrowed = await windowAfter(page, () => page.keyboard.press('ArrowRight'));
  expect(narrowed.from).toBeGreaterThan(moved.from);
  await brush(page).focus();
  await page.keyboard.press('Home');
  await expect(brush(page)).toHaveAttribute('aria-valuetext', /^\+0/);
});

test('the time between two points is measured across what is folded, by drag and by keys', async ({ page }) => {
  await page.goto(`/flows/${long}`);
  const first = timeline(page).getByRole('option', { name: /^POST \/refunds in desk/ });
  const last = timeline(page).getByRole('option', { name: /^settle refund in bank/ });
  // A notice above it may move all of it in between.
  await expect(async () => {
    const [from, to] = [(await first.boundingBox())!, (await last.boundingBox())!];
    await page.keyboard.down('Shift');
    await page.mouse.move(from.x + 5, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + 4, to.y + to.height + 30, { steps: 8 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    // Snapped to where both begin: two hours and fourteen minutes less what the first second took.
    await expect(timeline(page).getByRole('status')).toHaveText(/^Measured 2 h 1[34] min/, { timeout: 2000 });
  }).toPass();
  await expect(page).not.toHaveURL(/record=/);
  await page.keyboard.press('Escape');
  await expect(timeline(page).getByRole('status')).toHaveText('');

  await first.click();
  await page.keyboard.press('m');
  await last.click();
  await expect(timeline(page).getByRole('status')).toHaveText(/^Measured 2 h 1[34] min/);
});

test('a step that never came stands as a ghost where it should have been made', async ({ page }) => {
  const [kit, kind] = [newId('kit'), newId('kit.ordered')];
  await learnKits(kind, { sentAfterMs: 1 });
  await produce([event(kind, kit)]);
  await produce([event('kit.packed', kit)]);
  await untilEvents(kit, 2);
  await page.goto(`/flows/${kit}`);
  const ghost = timeline(page).getByRole('option', { name: /^kit\.sent · never came, in kits/ });
  await expect(ghost).toBeVisible(JUDGED);
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('never came, or not yet');
  await ghost.click();
  await expect(page).toHaveURL(/record=e/);
  const late = page.getByRole('region', { name: 'What never came' });
  await expect(late).toContainText('kit.sent');
  expect((await late.boundingBox())!.y).toBeLessThan((await timeline(page).boundingBox())!.y);
  await expect(page.getByText(/^[\d.]+ m?s so far/)).toBeVisible();
});

test('a span of absurd length is drawn shorter, and says so', async ({ page }) => {
  const id = newId('endless');
  const span = spansOf(id, Date.now() - 60_000);
  await sendSpans(places().otlp, { rides: [span('POST /rides', null, 0, 200, 2)], drivers: [span('never ended', 'POST /rides', 20, 730 * 86_400_000, 1)] });
  await expect.poll(async () => (await flows(`key=${id}`)).map(({ counts }) => counts.spans), { timeout: 60_000 }).toEqual([2]);
  await page.goto(`/flows/${id}`);
  const [short, endless] = [timeline(page).getByRole('option', { name: /^POST \/rides/ }), timeline(page).getByRole('option', { name: /^never ended/ })];
  await expect(endless).toHaveAccessibleName(/took 730 d, drawn shorter than it was/);
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('longer than it is drawn');
  expect((await short.boundingBox())!.width).toBeGreaterThan(200);
});

test('wrong clocks are put right, or shown as they are with arrows against time', async ({ page }) => {
  // Where a shipment waited longer for its email than that clock is wrong, nothing shows that it is.
  const order = await completeOrder(async (id) => (await flow(id)).clocks.length > 0);
  await page.goto(`/flows/${order.id}`);
  // The picture is drawn once the page is alive; a key that comes before does nothing.
  await expect(timeline(page).getByRole('option').first()).toBeVisible();
  const toggle = page.getByRole('button', { name: 'Correct clocks' });
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  const legend = page.getByRole('list', { name: 'Legend' });
  await expect(legend).not.toContainText('against time');
  await page.keyboard.press('x');
  await expect(page).toHaveURL(/clocks=false/);
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await expect(legend).toContainText('against time: clocks differ');
});

test('with the focus on the picture, arrow keys go from record to record and tell of each', async ({ page }) => {
  await page.goto(`/flows/${long}`);
  const list = timeline(page).getByRole('listbox');
  await list.focus();
  await page.keyboard.press('ArrowRight');
  await expect(list).toHaveAttribute('aria-activedescendant', /^mark-\d+$/);
  await page.keyboard.press('End');
  await expect(page).toHaveURL(/record=/);
});
