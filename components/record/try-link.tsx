'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { tryMessageOf } from '#components/record/try-message.ts';
import { Button } from '#components/ui/button.tsx';
import { handOver } from '#components/ui/hand-over.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';

/** Leads to the settings page with this message filled in: which conventions read what out of it, and why keys join. */
export function TryLink({ detail }: { detail: EventDetail }) {
  const router = useRouter();
  const [refused, setRefused] = useState(false);
  const open = () => {
    if (handOver('try-message', tryMessageOf(detail))) router.push('/settings');
    else setRefused(true);
  };
  return (
    <div className="pt-2">
      <Button onClick={open}>Try on the settings page</Button>
      {refused && (
        <p role="alert" className="pt-1 text-sm text-bad">
          The browser keeps nothing for other pages: copy the message and paste it there.
        </p>
      )}
    </div>
  );
}
