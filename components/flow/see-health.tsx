import Link from 'next/link';
import { buttonClasses } from '#components/ui/button.tsx';

/** Says how far behind the collector is, and what it could not derive. */
export const SeeHealth = () => (
  <Link href="/health" className={buttonClasses()}>
    See health
  </Link>
);
