import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { webSettings } from '#lib/env/web.ts';

/** What the page shows of it; the demo writes more. */
const DemoState = z.object({
  updatedAt: z.string(),
  rate: z.number(),
  faults: z.array(z.object({ name: z.string(), description: z.string().default(''), active: z.boolean() })).default([]),
});
export type DemoState = z.infer<typeof DemoState>;

/** What the demo says that it plays; null where none runs, or where its file cannot be read just now (it may be half written). */
export async function demoState(path: string | null = webSettings().demoStatePath): Promise<DemoState | null> {
  if (path === null) return null;
  try {
    return DemoState.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing || error instanceof SyntaxError) return null;
    throw error;
  }
}
