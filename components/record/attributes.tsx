'use client';
import { useState } from 'react';
import { Copy } from '#components/ui/copy.tsx';
import { Field } from '#components/ui/field.tsx';
import { Section } from '#components/record/facts.tsx';
import { LongText } from '#components/record/long-text.tsx';
import { visibleText } from '#components/ui/visible-text.ts';

const MOST = 200;
/** From so many on, searching is quicker than reading. */
const MANY = 8;

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? 'undefined');

/** Attributes by name, to search. */
export function Attributes({ title, attributes }: { title: string; attributes: Readonly<Record<string, unknown>> }) {
  const [wanted, setWanted] = useState('');
  const all = Object.entries(attributes).map(([name, value]) => ({ name, value: text(value) })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = all.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <Section title={title} note={all.length === 0 ? undefined : found.length === all.length ? all.length : `${found.length} of ${all.length}`}>
      {all.length === 0 && <p className="text-muted">None.</p>}
      {all.length > MANY && <Field type="search" aria-label={`Search in ${title.toLowerCase()}`} placeholder="Search" className="mb-1.5 w-full" value={wanted} onChange={(event) => setWanted(event.target.value)} />}
      <dl className="flex flex-col">
        {found.slice(0, MOST).map(({ name, value }) => (
          <div key={name} className="group border-t border-line py-1 first:border-0">
            <dt className="flex items-baseline gap-2 text-muted">
              <bdi className="min-w-0 [overflow-wrap:anywhere]">{visibleText(name.slice(0, 200))}</bdi>
              <span className="flex-1" />
              <Copy text={value} label={name.slice(0, 80)} className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100" />
            </dt>
            <dd className="font-mono text-sm">
              <LongText text={value} most={300} />
            </dd>
          </div>
        ))}
      </dl>
      {found.length > MOST && <p className="text-faint">and {found.length - MOST} more</p>}
    </Section>
  );
}
