import type { Metadata } from 'next';
import { HealthPageView } from '#app/health/health-page-view.tsx';
import type { QuarantineList } from '#lib/contracts/quarantine.ts';
import { readHealth } from '#lib/services/health/read.ts';
import { listQuarantine } from '#lib/services/quarantine/list.ts';
import type { WebContext } from '#lib/web/context.ts';
import { askCollector } from '#lib/web/ask-collector.ts';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Health' };

export default async function HealthPage() {
  const context = await authorisePage();
  const health = await readHealth(context.store, askCollector(context.settings));
  const quarantine = health.checks.database.status === 'down' ? null : await readQuarantine(context);
  return <HealthPageView initial={health} quarantine={quarantine} />;
}

/** Null where it cannot be read: the page then asks the API, and says what that answers. */
async function readQuarantine({ store, log }: WebContext): Promise<QuarantineList | null> {
  try {
    return await listQuarantine(store, { limit: 50 });
  } catch (error) {
    log.warn({ err: error }, 'the quarantine could not be read for the page');
    return null;
  }
}
