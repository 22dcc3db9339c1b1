import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classes } from '#components/ui/classes.ts';

export type ButtonLook = 'plain' | 'primary' | 'quiet';

const looks: Record<ButtonLook, string> = {
  plain: 'border-line-strong bg-panel text-ink hover:bg-sunken',
  primary: 'border-transparent bg-accent text-bg hover:opacity-90',
  quiet: 'border-transparent text-muted hover:bg-sunken hover:text-ink',
};

/** The look of a button, for links that stand beside buttons. `on` marks what is pressed, chosen or filtering. */
export const buttonClasses = ({ look = 'plain', on = false }: { look?: ButtonLook; on?: boolean } = {}): string =>
  classes(
    'inline-flex h-7 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md border px-2.5 text-sm font-medium transition-colors select-none',
    'disabled:cursor-default disabled:opacity-50',
    on ? 'border-transparent bg-accent-soft text-accent' : looks[look],
  );

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: ButtonLook;
  /** Also said to assistive technology, as `aria-pressed`, where it is given. */
  pressed?: boolean;
  on?: boolean;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
}

export function Button({ look, pressed, on, className, type = 'button', ...rest }: ButtonProps) {
  return <button {...rest} type={type} aria-pressed={pressed} className={classes(buttonClasses({ look, on: on ?? pressed ?? false }), className)} />;
}
