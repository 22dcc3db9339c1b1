'use client';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { problemOf } from '#components/ui/problem.ts';

/** What failed, in the words of the problem that the server gave, and a way to try again. */
export function ErrorState({ error, what, retry, children }: { error: unknown; what: string; retry?: () => void; children?: ReactNode }) {
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
