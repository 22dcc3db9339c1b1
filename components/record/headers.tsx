import { Copy } from '#components/ui/copy.tsx';
import { Section } from '#components/record/facts.tsx';
import { LongText } from '#components/record/long-text.tsx';
import { Time } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';

/** Every header in its order, repeats included, with how its bytes were read. */
export function Headers({ headers, maskedBy }: Pick<EventDetail, 'headers' | 'maskedBy'>) {
  return (
    <Section title="Headers" note={headers.length === 0 ? undefined : headers.length}>
      {maskedBy.length > 0 && <p className="mb-1.5 text-muted [overflow-wrap:anywhere]">Key and headers are masked by {visibleText(maskedBy.join(', ').slice(0, 1000))}.</p>}
      {headers.length === 0 ? (
        <p className="text-muted">None.</p>
      ) : (
        <ul className="flex flex-col">
          {headers.slice(0, MOST).map((header, index) => (
            <HeaderRow key={index} header={header} />
          ))}
          {headers.length > MOST && <li className="py-1 text-faint">and {headers.length - MOST} more: copy as JSON has all</li>}
        </ul>
      )}
    </Section>
  );
}

const MOST = 200;

/** What it says beside what it is: the bytes stay in sight. */
function HeaderRow({ header: { name, value, encoding, hex, meaning } }: { header: EventDetail['headers'][number] }) {
  return (
    <li className="group border-t border-line py-1 first:border-0">
      <div className="flex items-baseline gap-2">
        <bdi className="min-w-0 truncate text-muted">{visibleText(name.slice(0, 200))}</bdi>
        {encoding !== 'utf8' && <span className="shrink-0 text-xs text-faint">{encoding}</span>}
        <span className="flex-1" />
        {value !== null && <Copy text={value} label={`header ${name.slice(0, 80)}`} className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100" />}
      </div>
      {value === null ? <span className="text-faint">null</span> : <LongText text={value} most={240} className="font-mono text-sm" />}
      {hex !== undefined && <span className="ml-2 font-mono text-xs text-faint">bytes {hex}</span>}
      {meaning.length > 0 && (
        <dl aria-label={`What ${name.slice(0, 80)} says`} className="mt-0.5 border-l-2 border-line pl-2 text-xs">
          {meaning.map((part) => (
            <div key={part.name} className="flex flex-wrap gap-x-1.5">
              <dt className="text-faint">{visibleText(part.name.slice(0, 80))}</dt>
              <dd className="num min-w-0 text-muted">{part.at !== undefined ? <Time at={part.at} style="millis" /> : part.value === value ? 'as it stands' : <LongText text={part.value} most={120} />}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
