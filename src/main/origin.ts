/**
 * The window's own address in Electron, and whether something comes from it. Pure.
 *
 * Trust: URLs come from pages, links and redirects; anything that can't be read is not ours.
 */
export const SCHEME = 'app';
export const APP_HOST = 'audittrail';
export const APP_ORIGIN = `${SCHEME}://${APP_HOST}`;

/** By its text: what a URL parser would forgive (a user name, a port, other letters) is not ours. */
export const isOwnUrl = (url: string): boolean => url.startsWith(`${APP_ORIGIN}/`);
