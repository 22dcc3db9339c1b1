import type { ReactNode } from 'react';
import { Frame } from '#app/frame.tsx';

export default function EventsLayout({ children }: { children: ReactNode }) {
  return <Frame>{children}</Frame>;
}
