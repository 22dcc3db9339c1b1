import { CrossedRing } from '#components/topology/place-node.tsx';

/** What the shapes mean, in words. */
export function Legend() {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4.5 py-1.5 text-xs text-muted">
      <span className="flex items-center gap-1.5"><i aria-hidden className="h-3 w-5 rounded-sm border border-line-strong border-l-[3px] border-l-accent bg-panel" />service</span>
      <span className="flex items-center gap-1.5"><i aria-hidden className="h-3 w-5 rounded-full border border-line-strong bg-sunken" />topic</span>
      <span className="flex items-center gap-1.5"><i aria-hidden className="h-3 w-5 rounded-sm border border-dashed border-faint bg-panel" />group without spans</span>
      <span className="flex items-center gap-1.5"><i aria-hidden className="h-1 w-5 bg-wait" />messages, thicker where there are more</span>
      <span className="flex items-center gap-1.5"><i aria-hidden className="h-px w-5 bg-faint" />call</span>
      <span className="flex items-center gap-1.5"><i aria-hidden className="flex h-1 w-5"><i className="flex-1 bg-wait" /><i className="w-2 bg-bad" /></i>share that failed</span>
      <span className="flex items-center gap-1.5"><CrossedRing />dead letters</span>
      <span className="flex items-center gap-1.5"><i aria-hidden className="w-5 border-t-2 border-dotted border-faint" />told by commits alone</span>
    </p>
  );
}
