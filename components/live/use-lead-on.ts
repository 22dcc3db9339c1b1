'use client';
import { useRouter } from 'next/navigation';
import { useTold } from '#components/live/use-told.ts';

/** Where no news are heard. */
const EVERY_MS = 3000;

/** For a page in the place of another that cannot be shown yet: asks the server for it again when flows have changed. The server shows it then, or leads to it. */
export function useLeadOn(): void {
  const router = useRouter();
  useTold('flows', () => router.refresh(), EVERY_MS);
}
