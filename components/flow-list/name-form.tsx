'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { problemOf } from '#components/ui/problem.ts';

interface NameFormProps {
  label: string;
  name: string;
  submit: string;
  busy: boolean;
  error: unknown;
  onName: (name: string) => void;
}

/** Asks for the name of a view. */
export function NameForm({ label, name, submit, busy, error, onName }: NameFormProps) {
  const [typed, setTyped] = useState(name);
  return (
    <form
      className="flex flex-col gap-2 p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '') onName(typed.trim());
      }}
    >
      <label className="flex flex-col gap-1 text-sm text-muted">
        {label}
        <Field value={typed} maxLength={80} autoFocus onChange={(event) => setTyped(event.target.value)} className="text-ink" />
      </label>
      {error != null && (
        <p role="alert" className="text-sm text-bad">
          {problemOf(error).detail ?? problemOf(error).title}
        </p>
      )}
      <Button type="submit" look="primary" disabled={busy || typed.trim() === ''} className="self-start">
        {submit}
      </Button>
    </form>
  );
}
