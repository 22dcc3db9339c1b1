'use client';
import { ErrorState } from '#components/ui/error-state.tsx';

export default function EventError({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorState what="The event could not be read" error={error} retry={reset} />;
}
