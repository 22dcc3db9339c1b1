'use client';
import { useState, type FormEvent } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { ProblemError, problemOf } from '#components/ui/problem.ts';

/** What to say of a refused login. */
function refusal(error: unknown): string {
  const { status, title, detail } = problemOf(error);
  if (error instanceof ProblemError && (status === 401 || status === 403)) return detail ?? 'That is not the token.';
  if (status === 429) return detail ?? 'Too many attempts: wait a minute.';
  return detail ? `${title}: ${detail}` : title;
}

/** Takes the shared token and goes on to `next`, a path of this site that the server has checked. */
export function LoginForm({ next }: { next: string }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('token');
    const token = typeof typed === 'string' ? typed.trim() : '';
    if (token === '') {
      setError('Type the token first.');
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await fetchJson('/api/v1/session', { method: 'POST', body: { token } });
      location.assign(next); // a whole page load, so that everything is read again with the new session
    } catch (failure) {
      setError(refusal(failure));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
      <label className="flex flex-col gap-1.5 font-medium">
        Token
        <Field name="token" type="password" autoComplete="current-password" autoFocus spellCheck={false} maxLength={4096} aria-invalid={error !== null} aria-describedby={error === null ? undefined : 'login-error'} className="h-8 font-mono" />
      </label>
      {error !== null && (
        <p id="login-error" role="alert" className="text-bad">
          {error}
        </p>
      )}
      <Button type="submit" look="primary" disabled={busy} className="h-8 justify-center">
        {busy ? 'Logging in…' : 'Log in'}
      </Button>
    </form>
  );
}
