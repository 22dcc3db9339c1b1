import type { Metadata } from 'next';
import Link from 'next/link';
import type { SearchParams } from 'nuqs/server';
import { PlanForm } from '#components/replays/plan-form.tsx';
import { selectionOf } from '#components/replays/selection.ts';
import { buttonClasses } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Plan a replay' };

export default async function NewReplayPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await authorisePage();
  const params = new URLSearchParams(Object.entries(await searchParams).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  const selection = selectionOf(params);
  if (selection !== null) {
    return (
      <div className="min-h-0 flex-1 overflow-y-auto">
        <PlanForm selection={selection} />
      </div>
    );
  }
  return (
    <EmptyState title="Nothing is selected">
      <p>A replay is planned from a failure group, from chosen dead letters, or from what a filter lets through: the address of this page says which.</p>
      <Link href="/dead-letters" className={`${buttonClasses()} self-start`}>Dead letters</Link>
    </EmptyState>
  );
}
