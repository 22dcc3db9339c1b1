import { redirect } from 'next/navigation';

/** The list stands on the page above. */
export default function QuarantinePage() {
  redirect('/health');
}
