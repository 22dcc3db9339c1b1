/** Whether ⌘ is the key that Ctrl is elsewhere. Only in the browser: the server does not know. */
export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent);
