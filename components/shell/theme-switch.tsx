'use client';
import { useTheme } from 'next-themes';
import { useEffect, useState } from 'react';
import { classes } from '#components/ui/classes.ts';
import { useCommand } from '#components/ui/shortcuts.ts';

const ANYWHERE = { group: 'Anywhere' };

const themes = [
  { value: 'light', word: 'Light' },
  { value: 'dark', word: 'Dark' },
  { value: 'system', word: 'System' },
] as const;

/** Which is chosen is known to the browser alone, so until it is up none is marked. */
export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  const [up, setUp] = useState(false);
  useEffect(() => setUp(true), []);
  useCommand('use the light theme', () => setTheme('light'), ANYWHERE);
  useCommand('use the dark theme', () => setTheme('dark'), ANYWHERE);
  useCommand('use the theme of the system', () => setTheme('system'), ANYWHERE);
  return (
    <div role="radiogroup" aria-label="Theme" className="mx-1 flex rounded-md border border-line p-0.5">
      {themes.map(({ value, word }) => {
        const chosen = up && theme === value;
        return (
          <label
            key={value}
            className={classes(
              'relative flex h-5 flex-1 cursor-pointer items-center justify-center rounded-sm text-xs has-focus-visible:outline-2 has-focus-visible:outline-accent',
              chosen ? 'bg-panel font-medium text-ink ring-1 ring-line' : 'text-muted hover:text-ink',
            )}
          >
            <input type="radio" name="theme" value={value} checked={chosen} onChange={() => setTheme(value)} className="absolute inset-0 cursor-pointer appearance-none" />
            {word}
          </label>
        );
      })}
    </div>
  );
}
