/** The cookie in which the browser tells the server its time zone, for a first paint without a jump. */
export const ZONE_COOKIE = 'zone';
/** `utc` where times are to be written so, whatever the zone. */
export const TIMES_COOKIE = 'times';
