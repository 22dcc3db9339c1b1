import { redirect } from 'next/navigation';

/** Where the middle of a failure group's address leads: all groups are in one list. */
export default function GroupsPage() {
  redirect('/dead-letters');
}
