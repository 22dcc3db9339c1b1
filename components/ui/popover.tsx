'use client';
import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from '#components/ui/classes.ts';

interface PopoverProps {
  /** A button; it is told that it opens something. */
  trigger: ReactNode;
  /** What it is, for those who do not see it. */
  label: string;
  align?: 'start' | 'end';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string;
  children: ReactNode;
}

/** What opens below a button and closes with Escape or a click elsewhere. */
export function Popover({ trigger, label, align = 'start', open, onOpenChange, className, children }: PopoverProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={classes('z-40 max-h-(--radix-popover-content-available-height) overflow-auto rounded-md border border-line-strong bg-panel p-1 text-base shadow-floating outline-none', className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
