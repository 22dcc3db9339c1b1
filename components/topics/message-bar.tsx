'use client';
import { GoTo } from '#components/topics/go-to.tsx';
import { TypedField } from '#components/ui/typed-field.tsx';
import { isPast, isSearch, type TopicState } from '#components/topics/url-state.ts';
import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/select.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Time } from '#components/ui/time.tsx';
import type { TopicDetail } from '#lib/contracts/topics.ts';

export type SetTopic = (change: Partial<TopicState>, options?: { history: 'push' | 'replace' }) => void;

interface MessageBarProps {
  topic: TopicDetail;
  state: TopicState;
  set: SetTopic;
}

const SYNTAX = 'In key, headers and payload, in any case. header:tenant=acme for one header, $.customer.id = 4711 for a value in a JSON payload.';

/** What is searched for, and where the list begins. It stays while the list changes, so that what is being typed does too. */
export function MessageBar({ topic, state, set }: MessageBarProps) {
  const { q, key, partition, from, to, offset } = state;
  return (
    <div role="group" aria-label="Search messages" className="flex flex-wrap items-center gap-1.5 border-b border-line py-2 pr-32 pl-4.5">
      <TypedField label="Search key, headers and payload" placeholder="Search key, headers, payload" title={SYNTAX} text={q ?? ''} onText={(text) => set({ q: text || null }, { history: 'replace' })} className="w-full min-[700px]:w-72" />
      <TypedField label="Exact key" title="The whole key, as it is; hex:00ff for bytes" text={key ?? ''} maxLength={2000} onText={(text) => set({ key: text || null }, { history: 'replace' })} className="w-36" />
      <Select
        label="Partition"
        value={partition === null ? '' : String(partition)}
        onChoose={(value) => set({ partition: value === '' ? null : Number(value), offset: null })}
        options={[{ value: '', label: 'All partitions' }, ...partitionsOf(topic, partition).map((each) => ({ value: String(each), label: `Partition ${each}` }))]}
        className={partition === null ? undefined : 'border-transparent! bg-accent-soft! text-accent'}
      />
      <GoTo topic={topic} partition={partition} onTime={(time) => set({ from: null, to: time, offset: null })} onOffset={(at, wanted) => set({ partition: wanted, offset: at, from: null, to: null })} />
      {offset !== null && partition !== null && (
        <Button on onClick={() => set({ offset: null })} aria-label={`No longer begin at offset ${offset}`}>
          From offset {formatCount(offset)} back <span aria-hidden>×</span>
        </Button>
      )}
      {(from !== null || to !== null) && (
        <Button on onClick={() => set({ from: null, to: null })} aria-label="No longer keep to this time">
          {from !== null && <>From <Time at={from} /></>} {to !== null && <>{from === null ? 'Before' : 'to'} <Time at={to} /></>} <span aria-hidden>×</span>
        </Button>
      )}
      {(isSearch(state) || isPast(state) || from !== null || partition !== null) && (
        <Button look="quiet" onClick={() => set({ q: null, key: null, partition: null, from: null, to: null, offset: null })}>
          Back to all, newest first
        </Button>
      )}
    </div>
  );
}

const MOST_LISTED = 500;

/** Those that there are, and one that was asked for by address. */
function partitionsOf({ partitions }: TopicDetail, asked: number | null): number[] {
  const all = partitions.slice(0, MOST_LISTED).map(({ partition }) => partition);
  return asked === null || all.includes(asked) ? all : [...all, asked];
}
