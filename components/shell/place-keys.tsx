'use client';
import { useRouter } from 'next/navigation';
import { PLACES, type Place } from '#components/shell/places.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';

/** The keys that lead to the pages. */
export const PlaceKeys = () => PLACES.map((place) => <PlaceKey key={place.href} place={place} />);

function PlaceKey({ place: { href, word, key } }: { place: Place }) {
  const router = useRouter();
  useShortcut(`g ${key}`, `go to ${word.toLowerCase()}`, () => router.push(href), { group: 'Anywhere' });
  return null;
}
