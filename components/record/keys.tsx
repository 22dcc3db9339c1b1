import Link from 'next/link';
import { LongText } from '#components/record/long-text.tsx';
import { Section } from '#components/record/facts.tsx';
import { TryLink } from '#components/record/try-link.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { EventDetail, FlowKey } from '#lib/contracts/flows.ts';

/** What names the message, with where it was read and a way to all flows that it names. */
export function Keys({ detail }: { detail: EventDetail }) {
  return (
    <Section title="Keys">
      {detail.keys.length === 0 && <p className="text-muted">None was found in it.</p>}
      <ul className="flex flex-col gap-1">
        {detail.keys.map((key) => (
          <li key={`${key.kind} ${key.name ?? ''} ${key.value} ${key.from}`}>
            <div className="flex items-baseline gap-2">
              <span className="shrink-0 text-muted">{visibleText((key.name ?? key.kind).slice(0, 60))}</span>
              <span className="min-w-0 flex-1 font-mono text-sm">
                <LongText text={key.value} most={120} />
              </span>
              <Copy text={key.value} label={key.name ?? `${key.kind} id`} />
            </div>
            <div className="flex items-baseline gap-2 text-xs text-faint">
              <span className="min-w-0 flex-1">
                read from <Verbatim text={key.from.slice(0, 200)} mono />
              </span>
              <Link className="shrink-0 text-accent hover:underline" href={listHref(key)}>
                Open all<span className="sr-only"> flows with this {visibleText((key.name ?? key.kind).slice(0, 60))}</span>
              </Link>
            </div>
          </li>
        ))}
      </ul>
      <TryLink detail={detail} />
    </Section>
  );
}

/** The list of all flows that a key names, whenever they were. */
const listHref = ({ name, value }: FlowKey): string => `/flows?${new URLSearchParams({ key: value.toWellFormed(), ...(name === undefined ? {} : { keyName: name.toWellFormed() }), range: 'all' }).toString()}`;
