'use client';
import { useId, type Ref } from 'react';
import { TextArea } from '#components/ui/text-area.tsx';

interface ReasonFieldProps {
  label?: string;
  hint?: string;
  value: string;
  onChange: (text: string) => void;
  ref?: Ref<HTMLTextAreaElement>;
}

export const LONGEST_REASON = 2000;

/** Why somebody does something: kept for ever, for all to read. */
export function ReasonField({ label = 'Reason', hint = 'It is kept in the audit log.', value, onChange, ref }: ReasonFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">{label}</label>
      <TextArea id={id} ref={ref} aria-describedby={`${id}-hint`} required rows={2} maxLength={LONGEST_REASON} value={value} onChange={(event) => onChange(event.target.value)} className="font-sans" />
      <p id={`${id}-hint`} className="text-xs text-faint">{hint}</p>
    </div>
  );
}
