'use client';
import { ErrorState } from '#components/ui/error-state.tsx';

export default function FlowError({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorState what="The flow could not be read" error={error} retry={reset} />;
}
