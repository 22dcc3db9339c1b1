'use client';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { example } from '#components/settings/example.ts';
import { TrialResult } from '#components/settings/trial-result.tsx';
import { Button } from '#components/ui/button.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { Field } from '#components/ui/field.tsx';
import { takeOver } from '#components/ui/hand-over.ts';
import { ProblemError, problemOf } from '#components/ui/problem.ts';
import { TextArea } from '#components/ui/text-area.tsx';
import type { MessageTrial } from '#lib/contracts/conventions.ts';

interface Pasted {
  readonly topic: string;
  readonly key: string;
  readonly headers: string;
  readonly payload: string;
}

const EMPTY: Pasted = { topic: '', key: '', headers: '', payload: '' };

/** What the API is told: what is left empty is not there. */
const bodyOf = ({ topic, key, headers, payload }: Pasted): object => ({
  ...(topic.trim() === '' ? {} : { topic: topic.trim() }),
  ...(key === '' ? {} : { key }),
  headers,
  ...(payload === '' ? {} : { payload }),
});

/** The problems of each field, and those of none. */
function faultsOf(error: unknown): { readonly fields: Readonly<Record<string, string[]>>; readonly other: string | null } {
  const fields: Record<string, string[]> = {};
  const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  for (const { path, message } of errors) {
    const [, field = ''] = path.split('.');
    (fields[field] ??= []).push(message);
  }
  const { title, detail } = problemOf(error);
  return { fields, other: Object.keys(fields).some((field) => field in EMPTY) ? null : [detail ?? title, ...errors.map(({ message }) => message)].join(': ') };
}

/** A form for one message, and what would be read out of it. Neither the address nor the server keeps it. */
export function TryMessage() {
  const [pasted, setPasted] = useState<Pasted>(EMPTY);
  const { mutate, reset, data, error, isPending } = useMutation({ mutationFn: (message: Pasted) => fetchJson<MessageTrial>('/api/v1/conventions/try', { method: 'POST', body: bodyOf(message) }) });
  const taken = useRef(false);
  useEffect(() => {
    if (taken.current) return; // effects run twice in development, and what is handed over is there once
    taken.current = true;
    const given = takeOver<Partial<Pasted>>('try-message');
    if (given === null) return;
    const message = { ...EMPTY, ...given };
    setPasted(message);
    mutate(message);
  }, [mutate]);

  const { fields, other } = error === null ? { fields: {}, other: null } : faultsOf(error);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    mutate(pasted);
  };
  const submitByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) mutate(pasted);
  };
  const fill = (message: Pasted) => {
    setPasted(message);
    reset();
  };
  const bind = (name: keyof Pasted) => ({
    id: `try-${name}`,
    value: pasted[name],
    onChange: ({ target }: { target: { value: string } }) => setPasted((before) => ({ ...before, [name]: target.value })),
    'aria-invalid': fields[name] !== undefined,
    'aria-describedby': fields[name] === undefined ? undefined : `try-${name}-faults`,
  });
  return (
    <>
      <form onSubmit={submit} onKeyDown={submitByKey} noValidate aria-label="A message to try" className="flex flex-col gap-3">
        <div className="grid grid-cols-2 gap-3">
          <Labelled name="topic" word="Topic" hint="tells retries and dead letters" faults={fields['topic']}>
            <Field {...bind('topic')} placeholder="orders" autoComplete="off" spellCheck={false} className="font-mono" />
          </Labelled>
          <Labelled name="key" word="Key" faults={fields['key']}>
            <Field {...bind('key')} autoComplete="off" spellCheck={false} className="font-mono" />
          </Labelled>
        </div>
        <Labelled name="headers" word="Headers" hint="a line “name: value” each, or JSON; bytes as 0x00ff" faults={fields['headers']}>
          <TextArea {...bind('headers')} rows={10} placeholder={'correlation-id: 3d6f1f6a-4b0e-4d1c-9a52-0d4f5d9f1b11\ntraceparent: 00-…'} />
        </Labelled>
        <Labelled name="payload" word="Payload" hint="text, or bytes as 0x00ff" faults={fields['payload']}>
          <TextArea {...bind('payload')} rows={7} placeholder={'{"orderId": 4711}'} />
        </Labelled>
        {other !== null && (
          <p role="alert" className="text-bad">
            {other}
          </p>
        )}
        <div className="flex items-center gap-2">
          <Button type="submit" look="primary" disabled={isPending} title="Ctrl Enter">
            {isPending ? 'Reading…' : 'Read it'}
          </Button>
          <Button onClick={() => fill(example)}>Fill in an example</Button>
          <Button look="quiet" onClick={() => fill(EMPTY)}>
            Clear
          </Button>
          <span className="ml-auto text-sm text-faint">Nothing of it is stored.</span>
        </div>
      </form>
      <div aria-live="polite">{data !== undefined && error === null && <TrialResult trial={data} />}</div>
    </>
  );
}

function Labelled({ name, word, hint, faults, children }: { name: string; word: string; hint?: string; faults: readonly string[] | undefined; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={`try-${name}`} className="truncate font-medium">
        {word} {hint !== undefined && <span className="pl-1 text-sm font-normal text-faint">{hint}</span>}
      </label>
      {children}
      {faults !== undefined && (
        <div id={`try-${name}-faults`} role="alert" className="text-sm text-bad">
          <ul>
            {faults.map((fault) => (
              <li key={fault} className="wrap-anywhere">
                {fault}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
