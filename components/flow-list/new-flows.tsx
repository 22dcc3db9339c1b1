import { buttonClasses } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';

/** What came while the reader was busy with the list. Read out once, not at every count. */
export function NewFlows({ waiting, gap, onShow }: { waiting: number; gap: boolean; onShow: () => void }) {
  return (
    <>
      <p role="status" className="sr-only">
        {waiting > 0 && 'New flows are waiting at the top'}
      </p>
      {waiting > 0 && (
        // Upon the headings: upon the first rows it would be in the way of who means one of them.
        <button
          type="button"
          onClick={onShow}
          className={classes(buttonClasses({ look: 'primary' }), 'num absolute top-0 left-1/2 z-30 -translate-x-1/2 px-3.5 shadow-floating')}
        >
          {formatCount(waiting)}
          {gap && '+'} new
        </button>
      )}
    </>
  );
}
