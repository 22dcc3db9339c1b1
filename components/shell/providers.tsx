'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { useState, type ReactNode } from 'react';
import { LiveProvider } from '#components/live/live-provider.tsx';
import { ClockProvider } from '#components/ui/clock.tsx';
import { ProblemError } from '#components/ui/problem.ts';

interface ProvidersProps {
  /** Of this answer's content security policy; undefined where there is none. */
  nonce: string | undefined;
  /** The reader's own, and whether times are written in UTC instead. */
  zone: string;
  inUtc: boolean;
  renderedAt: number;
  children: ReactNode;
}

/** What the server refused is shown at once, with its reason; a server that did not answer is asked again. */
const retry = (failures: number, error: Error): boolean => failures < 2 && !(error instanceof ProblemError);

export function Providers({ nonce, zone, inUtc, renderedAt, children }: ProvidersProps) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry, refetchOnWindowFocus: false, networkMode: 'always' } } }));
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <ClockProvider zone={zone} inUtc={inUtc} renderedAt={renderedAt}>
        <NuqsAdapter>
          <QueryClientProvider client={client}>
            <LiveProvider>{children}</LiveProvider>
          </QueryClientProvider>
        </NuqsAdapter>
      </ClockProvider>
    </ThemeProvider>
  );
}
