import type { ReactNode } from 'react';
import { classes } from '#components/ui/classes.ts';

/** A plain table that scrolls sideways where it does not fit. `label` names it. */
export function Table({ label, headings, children }: { label: string; headings: readonly { name: string; right?: boolean }[]; children: ReactNode }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full border-collapse" aria-label={label}>
        <thead>
          <tr className="h-row border-b border-line">
            {headings.map(({ name, right }) => (
              <th key={name} scope="col" className={classes('pr-4 text-xs min-[1200px]:pr-6 font-medium whitespace-nowrap text-muted first:pl-4.5 last:pr-4.5', right ? 'text-right' : 'text-left')}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export const TableRow = ({ children }: { children: ReactNode }) => <tr className="h-row border-b border-line align-top">{children}</tr>;

export function TableCell({ right = false, wrap = false, className, children }: { right?: boolean; wrap?: boolean; className?: string; children: ReactNode }) {
  return <td className={classes('py-1 pr-4 min-[1200px]:pr-6 first:pl-4.5 last:pr-4.5', right && 'text-right', !wrap && 'whitespace-nowrap', className)}>{children}</td>;
}
