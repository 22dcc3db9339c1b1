import { problemOf } from '#components/ui/problem.ts';

/** Why a form was refused, every fault of it listed. */
export function Problems({ error }: { error: unknown }) {
  const { title, detail, errors } = problemOf(error);
  return (
    <div role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad wrap-anywhere">
      <p>{detail ?? title}</p>
      {errors !== undefined && errors.length > 0 && (
        <ul className="list-disc pl-5">
          {errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}><code className="font-mono text-sm">{path}</code> {message}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
