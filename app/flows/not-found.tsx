'use client';
import { usePathname } from 'next/navigation';
import { NoFlow } from '#components/flow/flow-missing.tsx';
import { fromPathPart } from '#lib/core/path-part.ts';

export default function FlowNotFound() {
  return <NoFlow flowKey={fromPathPart(usePathname().split('/').at(-1) ?? '')} />;
}
