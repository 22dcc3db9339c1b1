import type { Metadata } from 'next';
import { LoginForm } from '#components/login/login-form.tsx';
import { Brand } from '#components/ui/icon.tsx';
import { safeNextPath } from '#lib/web/next-path.ts';

export const metadata: Metadata = { title: 'Log in' };

export default async function LoginPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-6">
      <div className="flex w-full max-w-80 flex-col gap-5">
        <Brand />
        <div className="flex flex-col gap-1">
          <h1>Log in</h1>
          <p className="text-muted">Throughline was started with a token. Whoever started it knows it: it is the value of THROUGHLINE_TOKEN.</p>
        </div>
        <LoginForm next={safeNextPath(typeof next === 'string' ? next : null)} />
      </div>
    </main>
  );
}
