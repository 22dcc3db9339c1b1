import { redirect } from 'next/navigation';

/** Where the name of a source in the address leads: all groups are in one list. */
export default function SourcePage() {
  redirect('/lag');
}
