/** `npm run screenshot`: the pictures of the README and the documentation, taken from a demo that has run for a while. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { requireChromium } from '#lib/cli/chromium.ts';
import { CommandError, runCommand } from '#lib/cli/command.ts';
import { ROOT } from '#lib/cli/paths.ts';
import { log, Steps } from '#lib/cli/steps.ts';
import type { DeadLetter } from '#lib/contracts/dead-letters.ts';
import { failedOrder, flows, someDeadLetter } from './harness/api.ts';
import { startDemo } from './harness/demo.ts';
import { tellPlaces } from './harness/places.ts';

const FOLDER = join(ROOT, 'docs/images');
/** A list of fewer looks like nothing. */
const ENOUGH_ORDERS = 90;
const PATIENCE_MS = 400_000;
const LARGEST_BYTES = 300_000;

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly theme: 'light' | 'dark';
  readonly width: number;
  /** What is there when it can be taken. */
  readonly shows: string;
}

function pictures(failed: string, dead: Pick<DeadLetter, 'id' | 'failureGroup'>): Picture[] {
  const pages = [
    { name: 'topic', path: '/topics/kafka/payments?range=15m', shows: '.recharts-bar-rectangle' },
    { name: 'lag', path: '/lag?group=kafka%2Fanalytics', shows: 'aside .recharts-area' },
    { name: 'lag-group', path: '/lag/kafka/analytics', shows: '.recharts-line' },
    { name: 'dead-letters', path: `/dead-letters?state=all&chosen=${dead.failureGroup}`, shows: 'aside[aria-label="Details"] section[aria-label="What it stopped"] p' },
    { name: 'failure-group', path: `/dead-letters/groups/${dead.failureGroup}`, shows: 'section[aria-label="What they stopped, and what never came after"] li' },
    { name: 'dead-letter', path: `/dead-letters/${dead.id}`, shows: 'section[aria-label="Payload"]' },
    { name: 'flow', path: `/flows/${failed}`, shows: 'section[aria-label="Timeline"] [role=option]' },
    { name: 'flow-sequence', path: `/flows/${failed}?view=sequence`, shows: '[role=grid] [role=row]' },
    { name: 'flow-tree', path: `/flows/${failed}?view=tree`, shows: '[role=treegrid] [role=row]' },
    { name: 'flow-table', path: `/flows/${failed}?view=table`, shows: '[role=grid] [role=row]' },
    { name: 'flows', path: '/flows?range=15m', shows: '[role=grid] a' },
    { name: 'topology', path: '/topology?range=15m', shows: '[data-place="service:payment"]' },
    { name: 'topics', path: '/topics?range=15m', shows: 'table tbody tr' },
    { name: 'health', path: '/health', shows: 'table' },
    // Last: by then it has been learned what is usual.
    { name: 'flow-compare', path: `/flows/${failed}?compare=usual`, shows: 'section[aria-label="Comparison"] tbody tr' },
  ];
  const looks = [
    { suffix: '', theme: 'light', width: 1440 },
    { suffix: '-dark', theme: 'dark', width: 1440 },
    { suffix: '-narrow', theme: 'light', width: 1024 },
  ] as const;
  return pages.flatMap(({ name, ...page }) => looks.map(({ suffix, ...look }) => ({ ...page, ...look, name: `${name}${suffix}` })));
}

await runCommand(async (teardown) => {
  const steps = new Steps(3);
  const executablePath = await requireChromium(log);
  const demo = await steps.step('Starting the demo', startDemo);
  await teardown.add(demo.stop);
  tellPlaces(demo.places);
  await steps.step(`Waiting for ${ENOUGH_ORDERS} orders`, untilEnough);
  await steps.step('Taking the pictures', async () => {
    const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
    await teardown.add(() => browser.close());
    await mkdir(FOLDER, { recursive: true });
    for (const picture of pictures((await failedOrder()).id, await someDeadLetter())) await take(browser, demo.places.web, picture);
  });
  return 0;
});

async function untilEnough(): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; (await flows('kind=order.created&limit=100')).length < ENOUGH_ORDERS; ) {
    if (Date.now() > until) throw new CommandError('The demo made too few orders to show.');
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

async function take(browser: Browser, web: string, { name, path, theme, width, shows }: Picture): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: theme });
  await page.goto(`${web}${path}`);
  await page.locator(shows).first().waitFor({ timeout: PATIENCE_MS });
  await page.getByText('Collecting', { exact: false }).first().waitFor();
  await page.waitForTimeout(1500); // the live stream connects, and late rows come in
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file });
  await page.close();
  const { size } = await stat(file);
  log(`      docs/images/${name}.png, ${Math.round(size / 1000)} kB`);
  if (size > LARGEST_BYTES) throw new CommandError(`${file} has ${size} bytes, more than ${LARGEST_BYTES}: what it shows is too much for a README.`);
}
