import type { Metadata } from 'next';
import { SettingsView } from '#components/settings/settings-view.tsx';
import { describeConventions } from '#lib/services/conventions/describe.ts';
import { authorisePage } from '#lib/web/page.ts';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const { settings } = await authorisePage();
  return <SettingsView conventions={describeConventions(settings)} />;
}
