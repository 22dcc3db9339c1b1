'use client';
import { ErrorState } from '#components/ui/error-state.tsx';

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main>
      <ErrorState error={error} what="This page cannot be shown" retry={reset} />
    </main>
  );
}
