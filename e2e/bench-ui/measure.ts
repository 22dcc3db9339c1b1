/**
 * A flow's page in Chromium: when its first row is on the screen, and how long the page's one thread is busy at a stretch, after it and
 * while somebody works with the picture. Long tasks are the browser's own: 50 ms and more; shorter ones it does not tell.
 */
import type { Browser, Page } from 'playwright';

/** Milliseconds; of long tasks the longest, 0 where there was none. */
export interface Figures {
  readonly firstRow: number;
  /** From the first row on, until the page was quiet. */
  readonly after: number;
  readonly doing: Readonly<Record<Act, number>>;
  /** The same in the processor's time: what other work on the machine takes from the page is not in it. */
  readonly processor: Readonly<Record<Act, number>>;
  readonly nodes: number;
  readonly heapMb: number;
  /** Of the page's document, decompressed. */
  readonly documentMb: number;
}
export type Act = 'scroll' | 'zoom' | 'pan' | 'minimap' | 'views';
export const ACTS: readonly Act[] = ['scroll', 'zoom', 'pan', 'minimap', 'views'];

const FIRST_ROW = 'section[aria-label="Timeline"] [role=option]';
const PATIENCE_MS = 120_000;
/** How often the page is asked whether it is there: at every frame, as is the default, the asking takes a third of the machine. */
const POLL_MS = 100;
/** A tab that one types an address into is there already. */
const TAB_MS = 1_500;
/** For so long nothing long may have happened before the page counts as quiet. */
const QUIET_MS = 1_200;
/** About a screen's frame: nobody's wheel turns faster. */
const FRAME_MS = 16;
const TURNS = 40;

declare global {
  interface Window {
    benchTasks: { readonly start: number; readonly duration: number }[];
    benchFirstRow: number | null;
  }
}

/** Runs in the page, before anything of it. */
function observe(selector: string): void {
  window.benchTasks = [];
  window.benchFirstRow = null;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.benchTasks.push({ start: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  const look = new MutationObserver(() => {
    if (document.querySelector(selector) === null) return;
    look.disconnect();
    // A frame with it is painted before a task that its callback asked for.
    requestAnimationFrame(() => setTimeout(() => (window.benchFirstRow = performance.now())));
  });
  look.observe(document, { subtree: true, childList: true });
}

export async function measurePage(browser: Browser, url: string): Promise<Figures> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(observe, FIRST_ROW);
    await page.waitForTimeout(TAB_MS);
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.benchFirstRow !== null, undefined, { timeout: PATIENCE_MS, polling: POLL_MS });
    const firstRow = (await page.evaluate(() => window.benchFirstRow)) ?? 0;
    await quiet(page);
    const after = await longestSince(page, firstRow);
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    const heapMb = await page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6);
    const documentMb = await page.evaluate(() => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).decodedBodySize / 1e6);
    const doing = {} as Record<Act, number>;
    const processor = {} as Record<Act, number>;
    for (const act of ACTS) {
      await browser.startTracing(page, { categories: ['toplevel'] });
      doing[act] = await longestWhile(page, () => ACTIONS[act](page));
      processor[act] = longestByProcessor(await browser.stopTracing());
    }
    return { firstRow, after, doing, processor, nodes, heapMb, documentMb };
  } finally {
    await context.close();
  }
}

const ACTIONS: Readonly<Record<Act, (page: Page) => Promise<void>>> = {
  scroll: (page) => turn(page, 1, [0, 240]),
  zoom: async (page) => {
    await page.keyboard.down('Control');
    await turn(page, -1, [0, 60]);
    await page.keyboard.up('Control');
  },
  pan: (page) => drag(page, { x: 1100, y: 600 }, -12),
  minimap: async (page) => {
    const box = await page.getByRole('slider', { name: 'Visible window', exact: true }).boundingBox();
    if (box === null) throw new Error('The timeline has no minimap');
    await drag(page, { x: box.x + box.width / 2, y: box.y + box.height / 2 }, 6);
  },
  views: async (page) => {
    const views = page.getByRole('group', { name: 'View' }).getByRole('button');
    for (const name of [...(await views.allTextContents()).slice(1), 'Timeline']) {
      await views.filter({ hasText: name }).first().click();
      await page.waitForTimeout(QUIET_MS / 2);
    }
  },
};

/** The wheel over the picture, there and back. */
async function turn(page: Page, first: 1 | -1, [x, y]: readonly [number, number]): Promise<void> {
  await page.mouse.move(800, 600);
  for (let i = 0; i < TURNS; i++) {
    const way = i < TURNS / 2 ? first : -first;
    await page.mouse.wheel(way * x, way * y);
    await page.waitForTimeout(FRAME_MS);
  }
}

async function drag(page: Page, { x, y }: { readonly x: number; readonly y: number }, step: number): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= TURNS; i++) {
    await page.mouse.move(x + step * (i < TURNS / 2 ? i : TURNS - i), y);
    await page.waitForTimeout(FRAME_MS);
  }
  await page.mouse.up();
}

async function longestWhile(page: Page, work: () => Promise<void>): Promise<number> {
  const from = await page.evaluate(() => performance.now());
  await work();
  await quiet(page);
  return longestSince(page, from);
}

/** An event of Chromium's trace format; `tdur` in microseconds of the thread's processor time. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Throws where a trace holds no task of a page's thread: it would say 0 of what was not measured. */
function longestByProcessor(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const pages = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(thread));
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && event.tdur !== undefined && pages.has(thread(event)));
  if (tasks.length === 0) throw new Error('The trace of the browser names no task of the page');
  return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000;
}

/** A task that began before counts by what of it comes after. */
const longestSince = (page: Page, from: number): Promise<number> =>
  page.evaluate((since) => window.benchTasks.reduce((most, { start, duration }) => Math.max(most, Math.min(duration, start + duration - since)), 0), from);

async function quiet(page: Page): Promise<void> {
  const busyUntil = (): Promise<number> => page.evaluate(() => window.benchTasks.reduce((latest, { start, duration }) => Math.max(latest, start + duration), 0));
  for (let last = -1, now = await busyUntil(); now !== last; now = await busyUntil()) {
    last = now;
    await page.waitForTimeout(QUIET_MS);
  }
}
