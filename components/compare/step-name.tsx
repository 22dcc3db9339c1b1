import { ServiceName } from '#components/ui/service-name.tsx';
import { shortText } from '#components/ui/short-text.ts';
import type { Ref } from '#lib/contracts/wire.ts';
import { refId } from '#lib/core/timeline/input.ts';

interface StepNameProps {
  step: { readonly topic: string; readonly type: string | null; readonly service: string | null };
  /** Its message in this flow; null where it has none. */
  target: Ref | null;
  selected: string | null;
  onSelect: (record: string) => void;
}

/** What a step is called, and who makes it; a click shows its message in the views. */
export function StepName({ step: { topic, type, service }, target, selected, onSelect }: StepNameProps) {
  const words = <bdi className="font-medium">{shortText(type ?? topic, 80)}</bdi>;
  const id = target === null ? null : refId(target);
  return (
    <span className="flex items-center gap-2.5">
      {id === null ? (
        <span className="text-muted">{words}</span>
      ) : (
        <button type="button" aria-pressed={id === selected} title="Show its message" className={`rounded-sm hover:underline ${id === selected ? 'text-accent' : ''}`} onClick={() => onSelect(id)}>
          {words}
        </button>
      )}
      {service !== null && <ServiceName name={service} className="text-sm text-muted" />}
    </span>
  );
}
