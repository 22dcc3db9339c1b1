import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '#components/shell/providers.tsx';
import { TIMES_COOKIE, ZONE_COOKIE } from '#components/ui/zone-cookie.ts';
import { isTimeZone } from '#components/ui/format-time.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Throughline', template: '%s · Throughline' },
  description: 'What happened to this one, end to end?',
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  const jar = await cookies();
  const zone = jar.get(ZONE_COOKIE)?.value ?? '';
  const inUtc = jar.get(TIMES_COOKIE)?.value === 'utc';
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers nonce={nonce} zone={isTimeZone(zone) ? zone : 'UTC'} inUtc={inUtc} renderedAt={Date.now()}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
