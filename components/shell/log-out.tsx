'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { problemOf } from '#components/ui/problem.ts';

/** Ends this browser's session. */
export function LogOut() {
  const [refused, setRefused] = useState<string | null>(null);
  const leave = async () => {
    try {
      await fetchJson('/api/v1/session', { method: 'DELETE' });
      location.assign('/login'); // a whole page load, so that nothing that was read stays
    } catch (error) {
      setRefused(problemOf(error).detail ?? problemOf(error).title);
    }
  };
  return (
    <>
      <Button look="quiet" className="mx-1 justify-center" onClick={() => void leave()}>
        Log out
      </Button>
      {refused !== null && (
        <p role="alert" className="px-2 text-xs text-bad">
          {refused}
        </p>
      )}
    </>
  );
}
