import type { ReactNode } from 'react';
import { Frame } from '#app/frame.tsx';
import { AuditRange } from '#components/audit/audit-range.tsx';
import { LiveButton } from '#components/live/live-button.tsx';

export default function AuditLayout({ children }: { children: ReactNode }) {
  const controls = (
    <>
      <AuditRange />
      <LiveButton />
    </>
  );
  return <Frame controls={controls}>{children}</Frame>;
}
