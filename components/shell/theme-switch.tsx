'use client';
import { useTheme } from 'next-themes';
import { useEffect, useState } from 'react';
import { Segments } from '#components/ui/segments.tsx';
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
  const chosen = themes.find(({ value }) => up && value === theme)?.value ?? null;
  return <Segments label="Theme" options={themes} value={chosen} onChoose={setTheme} />;
}
