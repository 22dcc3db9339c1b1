'use client';
import Link from 'next/link';
import { useState, type ComponentProps } from 'react';

/**
 * A link that stands on every page. What it leads to is fetched ahead once it is pointed at or focused, not when it is merely in sight:
 * nobody's page waits while the server makes six others.
 */
export function ShellLink(props: Omit<ComponentProps<typeof Link>, 'prefetch' | 'onPointerEnter' | 'onFocus'>) {
  const [meant, setMeant] = useState(false);
  const mean = () => setMeant(true);
  return <Link {...props} prefetch={meant ? null : false} onPointerEnter={mean} onFocus={mean} />;
}
