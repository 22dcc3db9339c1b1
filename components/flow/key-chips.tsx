'use client';
import Link from 'next/link';
import { Button } from '#components/ui/button.tsx';
import { KeyChip } from '#components/ui/chip.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { shortText } from '#components/ui/short-text.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import type { FlowKey } from '#lib/contracts/flows.ts';

const MOST = 4;
/** All flows that have it, of all time. */
const sameKeyPath = ({ kind, name, value }: FlowKey): string => `/flows?${new URLSearchParams({ range: 'all', key: value.slice(0, 300).toWellFormed(), keyName: name ?? kind }).toString()}`;

const wordOf = ({ kind, name }: FlowKey): string => (name === undefined ? kind : shortText(name, 40));

/** The names of a flow, to copy, in the order in which the API gives them: those that people know first, and the many traces and message ids behind a button. */
export function KeyChips({ keys }: { keys: readonly FlowKey[] }) {
  const known = keys.filter(({ kind }) => kind === 'correlation' || kind === 'business');
  const first = known.length > 0 ? known.slice(0, MOST) : keys.slice(0, 1);
  const rest = keys.filter((key) => !first.includes(key));
  return (
    <>
      {first.map((key) => (
        <KeyChip key={`${key.kind} ${key.name ?? ''} ${key.value}`} title={visibleText(key.value.slice(0, 500))}>
          <span className="text-faint">{wordOf(key)}</span>
          <Link href={sameKeyPath(key)} title={`Flows with this ${wordOf(key)}`} className="truncate hover:text-ink hover:underline max-[1199px]:max-w-52">
            <bdi>{shortText(key.value, 40)}</bdi>
          </Link>
          <Copy text={key.value} label={key.name ?? `${key.kind} id`} className="-mr-1 font-sans" />
        </KeyChip>
      ))}
      {rest.length > 0 && (
        <Popover label="More keys" className="max-w-120" trigger={<Button look="quiet" className="h-5 px-1.5 text-xs">{restWords(rest)}</Button>}>
          <ul className="flex flex-col p-1">
            {rest.slice(0, 100).map((key) => (
              <li key={`${key.kind} ${key.name ?? ''} ${key.value}`} className="flex h-6 items-center gap-2">
                <span className="w-20 shrink-0 text-muted">{wordOf(key)}</span>
                <Link href={sameKeyPath(key)} title={`Flows with this ${wordOf(key)}`} className="min-w-0 flex-1 truncate font-mono text-sm hover:underline">
                  <bdi>{visibleText(key.value.slice(0, 300))}</bdi>
                </Link>
                <Copy text={key.value} label={key.name ?? `${key.kind} id`} />
              </li>
            ))}
            {rest.length > 100 && <li className="text-faint">and {rest.length - 100} more</li>}
          </ul>
        </Popover>
      )}
    </>
  );
}

function restWords(rest: readonly FlowKey[]): string {
  const traces = rest.filter(({ kind }) => kind === 'trace').length;
  const words = traces === rest.length ? 'trace' : 'more key';
  return `${rest.length} ${words}${rest.length === 1 ? '' : 's'}`;
}
