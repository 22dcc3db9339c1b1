'use client';
import type { DraftHeader } from '#components/dead-letters/edit.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';

interface HeaderFieldsProps {
  headers: readonly DraftHeader[];
  onChange: (headers: readonly DraftHeader[]) => void;
}

/** Every header in its order. A binary one is kept as it is, or replaced by text. */
export function HeaderFields({ headers, onChange }: HeaderFieldsProps) {
  const change = (at: number, part: Partial<DraftHeader>) => onChange(headers.map((header, index) => (index === at ? { ...header, as: null, ...part } : header)));
  const add = () => onChange([...headers, { row: Math.max(-1, ...headers.map(({ row }) => row)) + 1, name: '', value: '', as: null }]);
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="pb-1 text-sm font-medium">Headers</legend>
      <p className="text-xs text-faint">Those that tell of the failure are stripped, whatever stands here; those that tie it to its replay are added.</p>
      <ul className="flex flex-col gap-1">
        {headers.map(({ row, name, value, as }, at) => (
          <li key={row} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] gap-1.5">
            <Field aria-label={`Name of header ${at + 1}`} value={name} maxLength={1000} onChange={(event) => change(at, { name: event.target.value, ...(as !== null && as.encoding !== 'utf8' ? { value: '' } : {}) })} className="min-w-0 font-mono" />
            <Field
              aria-label={`Value of header ${at + 1}`}
              value={value ?? ''}
              placeholder={value === null ? 'null' : ''}
              title={as !== null && as.encoding !== 'utf8' ? `${as.encoding}: its bytes are kept unless you change it` : undefined}
              onChange={(event) => change(at, { value: event.target.value })}
              className="min-w-0 font-mono"
            />
            <Button look="quiet" className="px-2" aria-label={`Remove header ${at + 1}`} onClick={() => onChange(headers.filter((_, index) => index !== at))}>Remove</Button>
          </li>
        ))}
      </ul>
      <Button className="self-start" onClick={add}>Add a header</Button>
    </fieldset>
  );
}
