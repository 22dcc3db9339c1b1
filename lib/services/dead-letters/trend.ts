/** How many dead letters came lately: in so many equal parts of a day, where nobody asks for another range. */
export const TREND_PARTS = 24;
export const TREND_MICROS = 86_400_000_000;
