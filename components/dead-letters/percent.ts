/** A share from 0 to 1; what is not quite all or nothing does not look so. */
export const percentText = (share: number): string => (share > 0 && share < 0.01 ? '< 1%' : share < 1 && share > 0.99 ? '> 99%' : `${Math.round(share * 100)}%`);
