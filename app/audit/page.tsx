import type { Metadata } from 'next';
import { AuditView } from '#components/audit/audit-view.tsx';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Audit log' };

export default async function AuditPage() {
  await authorisePage();
  return <AuditView />;
}
