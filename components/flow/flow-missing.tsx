import Link from 'next/link';
import { KeyText } from '#components/flow/key-text.tsx';
import { SeeHealth } from '#components/flow/see-health.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { KeyChip } from '#components/ui/chip.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { shortText } from '#components/ui/short-text.ts';
import type { KeyMatch } from '#lib/contracts/flows.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';

/** No flow has this key. */
export function NoFlow({ flowKey }: { flowKey: string }) {
  return (
    <>
      <h1 className="sr-only">Flow not found</h1>
      <EmptyState title="No flow has this key">
        <p>
          Nothing that was collected is named <KeyText text={flowKey} />.
        </p>
        <p>It may be older than what is kept, it may be part of a longer value, or the collector may be behind: health says how far.</p>
        <p className="flex gap-2">
          <Link href={`/flows?range=all&q=${encodedPart(flowKey.slice(0, 500))}`} className={buttonClasses({ look: 'primary' })}>
            Search flows for it
          </Link>
          <SeeHealth />
        </p>
      </EmptyState>
    </>
  );
}

/** What has the key is stored, and the rollup fails at it. */
export function FlowUnderivable({ flowKey }: { flowKey: string }) {
  return (
    <>
      <h1 className="sr-only">Flow not derived</h1>
      <EmptyState title="This flow cannot be derived">
        <p>
          Something with the key <KeyText text={flowKey} /> is stored, and bringing it into its flow fails: health says why. It is tried again from time to time.
        </p>
        <p className="flex gap-2">
          <SeeHealth />
        </p>
      </EmptyState>
    </>
  );
}

/** So many the server names at most. */
const MOST_NAMED = 50;

/** Several flows have this key: the reader says which. */
export function ChooseFlow({ flowKey, matches }: { flowKey: string; matches: readonly KeyMatch[] }) {
  return (
    <>
      <h1 className="sr-only">Several flows</h1>
      <EmptyState title={`${matches.length >= MOST_NAMED ? `At least ${MOST_NAMED}` : matches.length} flows have this key`}>
        <p>
          <KeyText text={flowKey} /> does not name one flow only. Which one?
        </p>
        <ul aria-label="Flows with this key" className="flex flex-col divide-y divide-line rounded-md border border-line bg-panel">
          {matches.map(({ kind, name, value, flowId, flow }) => (
            <li key={`${flowId} ${kind} ${name ?? ''}`}>
              <Link href={`/flows/${encodeURIComponent(flowId)}`} className="flex min-h-row flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1 text-ink hover:bg-sunken">
                <KeyChip>
                  <span className="text-faint">{shortText(name ?? kind)}</span> {shortText(value)}
                </KeyChip>
                {flow !== undefined && (
                  <>
                    <StatusChip status={flow.status} />
                    <bdi className="text-muted">{shortText(flow.kind)}</bdi>
                    <Time at={flow.startedAt} />
                  </>
                )}
                <span className="ml-auto font-mono text-sm text-muted">{flowId}</span>
              </Link>
            </li>
          ))}
        </ul>
        {matches.length >= MOST_NAMED && (
          <p>
            There may be more than the {MOST_NAMED} listed here.{' '}
            <Link href={`/flows?range=all&key=${encodedPart(flowKey.slice(0, 300))}`} className="text-accent hover:underline">
              List and filter all flows with this key
            </Link>
          </p>
        )}
      </EmptyState>
    </>
  );
}

/** The flow is known, its records are not there (any more, or yet). */
export function NoRecords() {
  return (
    <EmptyState title="Its records are not there">
      <p>What is said above is what was last known. The events and spans themselves are older than what is kept, or are just being stored.</p>
    </EmptyState>
  );
}
