/** Groups of a first paint: few. Then many at once, because all that were read are read again with every sample. */
export const [FIRST, MORE] = [100, 500];
