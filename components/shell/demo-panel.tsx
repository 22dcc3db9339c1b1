import { Verbatim } from '#components/ui/verbatim.tsx';

interface DemoPanelProps {
  rate: number;
  faults: readonly { readonly name: string; readonly description: string; readonly active: boolean }[];
}

/** What the demo plays, so that nobody takes its faults for their own. */
export function DemoPanel({ rate, faults }: DemoPanelProps) {
  const active = faults.filter((fault) => fault.active);
  return (
    <details className="group mx-1 rounded-md border border-line text-sm">
      <summary className="flex h-7 list-none items-center gap-2 px-2 text-muted hover:text-ink">
        <span className="font-medium">Demo</span>
        <span className="num ml-auto text-xs">
          {active.length === 0 ? 'no faults' : active.length === 1 ? '1 fault' : `${active.length} faults`}
        </span>
      </summary>
      <div className="max-h-80 overflow-y-auto border-t border-line px-2 py-1.5 text-xs text-muted">
        <p className="num pb-1.5">Sample services make about {rate} orders a second and play:</p>
        <ul className="flex flex-col gap-1.5">
          {faults.map(({ name, description, active: played }) => (
            <li key={name} title={description}>
              <span className={played ? 'font-medium text-ink' : 'text-faint'}>
                <Verbatim text={name} />
              </span>
              {played ? <span className="block">{description}</span> : <span className="text-faint"> · not now</span>}
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
