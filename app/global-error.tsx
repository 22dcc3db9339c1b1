'use client';
import './globals.css';
import { ErrorState } from '#components/ui/error-state.tsx';

/** Where not even the frame of the pages can be shown. */
export default function GlobalError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main>
          <ErrorState error={error} what="Throughline cannot be shown" retry={reset} />
        </main>
      </body>
    </html>
  );
}
