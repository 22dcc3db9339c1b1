'use client';
import { ErrorState } from '#components/ui/error-state.tsx';

export default function ReplaysError({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorState error={error} what="This page cannot be shown" retry={reset} />;
}
