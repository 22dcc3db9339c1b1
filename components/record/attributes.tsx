'use client';
import { useState } from 'react';
import { Copy } from '#components/ui/copy.tsx';
import { Field } from '#components/ui/field.tsx';
import { Section } from '#components/record/facts.tsx';
import { groupAttributes } from '#components/record/group-attributes.ts';
import { LongText } from '#components/record/long-text.tsx';
import { Marked } from '#components/record/marked.tsx';
import { visibleText } from '#components/ui/visible-text.ts';

const MOST = 200;
/** From so many on, searching is quicker than reading. */
const MANY = 8;

/** Attributes by what they are about, to search by name and value. */
export function Attributes({ title, attributes }: { title: string; attributes: Readonly<Record<string, unknown>> }) {
  const [wanted, setWanted] = useState('');
  const { groups, all, found } = groupAttributes(attributes, wanted, MOST);
  return (
    <Section title={title} note={all === 0 ? undefined : found === all ? all : `${found} of ${all}`}>
      {all === 0 && <p className="text-muted">None.</p>}
      {all > MANY && <Field type="search" aria-label={`Search in ${title.toLowerCase()}`} placeholder="Search" className="mb-1.5 w-full" value={wanted} onChange={(event) => setWanted(event.target.value)} />}
      {groups.map(({ name: group, entries }) => (
        <div key={group} role="group" aria-label={group} className="mb-2">
          {groups.length > 1 && <h4 className="text-xs font-medium text-faint">{visibleText(group)}</h4>}
          <dl className="flex flex-col">
            {entries.map(({ name, value }) => (
              <div key={name} className="group border-t border-line py-1 first:border-0">
                <dt className="flex items-baseline gap-2 text-muted">
                  <span className="min-w-0 [overflow-wrap:anywhere]">
                    <Marked text={name.slice(0, 200)} wanted={wanted} />
                  </span>
                  <span className="flex-1" />
                  <Copy text={value} label={name.slice(0, 80)} className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100" />
                </dt>
                <dd className="font-mono text-sm">
                  <LongText text={value} most={300} />
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      {found > MOST && <p className="text-faint">and {found - MOST} more: search to see them</p>}
    </Section>
  );
}
