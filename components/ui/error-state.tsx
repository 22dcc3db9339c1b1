'use client';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { isOtherBuild } from '#components/ui/is-other-build.ts';
import { problemOf } from '#components/ui/problem.ts';

/** What failed, in the words of the problem that the server gave, and a way to try again. */
export function ErrorState({ error, what, retry, children }: { error: unknown; what: string; retry?: () => void; children?: ReactNode }) {
  if (isOtherBuild(error)) return <OtherBuild />;
  const problem = problemOf(error);
  return (
    <section role="alert" className="mx-auto flex w-full max-w-160 flex-col items-start gap-3 px-6 py-12">
      <h2 className="text-lg font-semibold">{what}</h2>
      <p className="text-muted">
        {problem.title}
        {problem.detail && <>: {problem.detail}</>}
      </p>
      {problem.errors && (
        <ul className="list-disc pl-5 text-muted">
          {problem.errors.map((fault) => (
            <li key={`${fault.path} ${fault.message}`}>
              <code className="font-mono text-sm">{fault.path}</code> {fault.message}
            </li>
          ))}
        </ul>
      )}
      {children}
      {retry && <Button onClick={retry}>Try again</Button>}
    </section>
  );
}

/** To try again would ask for the same part of the old build. */
function OtherBuild() {
  return (
    <section role="alert" className="mx-auto flex w-full max-w-160 flex-col items-start gap-3 px-6 py-12">
      <h2 className="text-lg font-semibold">Throughline was updated</h2>
      <p className="text-muted">A part of this page could not be loaded: the tab was opened before the server got a new version, or the server cannot be reached just now.</p>
      <Button look="primary" onClick={() => location.reload()}>
        Reload
      </Button>
    </section>
  );
}
