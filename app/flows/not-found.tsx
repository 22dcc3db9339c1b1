'use client';
import { usePathname } from 'next/navigation';
import { NoFlow } from '#components/flow/flow-missing.tsx';
import { decodedPart } from '#lib/core/decoded-part.ts';

export default function FlowNotFound() {
  return <NoFlow flowKey={decodedPart(usePathname().split('/').at(-1) ?? '')} />;
}
