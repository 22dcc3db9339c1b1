'use client';
import { incidentSummary } from '#components/flow/incident-summary.ts';
import { Neighbours } from '#components/flow/neighbours.tsx';
import { FLOW_KEYS } from '#components/flow/view-bar.tsx';
import { Button } from '#components/ui/button.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { useCopy } from '#components/ui/use-copy.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';

interface HeaderActionsProps {
  detail: FlowDetail;
  comparing: boolean;
  onCompare: (on: boolean) => void;
}

/** What one does with a flow as a whole: compare it, pass it on. */
export function HeaderActions({ detail, comparing, onCompare }: HeaderActionsProps) {
  const link = useCopy(() => location.href);
  const summary = useCopy(() => incidentSummary(detail, location.href, Date.now()));
  useShortcut('y', 'copy the link to what is shown', link.copy, FLOW_KEYS);
  useShortcut('u', 'compare with usual', () => onCompare(!comparing), FLOW_KEYS);
  return (
    <div className="flex shrink-0 flex-wrap justify-end gap-1.5 max-sm:justify-start">
      <Neighbours id={detail.flow.id} />
      <Button pressed={comparing} title="Its steps beside those that flows of this kind usually have (U)" onClick={() => onCompare(!comparing)}>
        Compare with usual
      </Button>
      <Button title="As Markdown for a ticket: what happened, keys, findings, link" onClick={summary.copy}>
        <span aria-live="polite">{summary.said ?? 'Copy summary'}</span>
      </Button>
      <Button title="Copy the address of what is shown, the chosen record included (Y)" onClick={link.copy}>
        <span aria-live="polite">{link.said ?? 'Copy link'}</span>
      </Button>
    </div>
  );
}
