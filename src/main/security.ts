/**
 * What Electron may do: show the window's own page, and nothing else. Checklist items 4 to 6 and 8 of electron.md.
 *
 * Trust: the page shows hostile evidence; whatever it asks for beyond its own address is refused.
 */
import { type App, type Session, shell, type WebContents } from 'electron';
import { isOwnUrl } from './origin.ts';

/** Where a link may lead outside the program, in the browser of the person, and only with the air gap off. */
const ALLOWED_LINKS: readonly string[] = [
  'https://attack.mitre.org/',
  'https://c2sp.org/',
  'https://learn.microsoft.com/',
  'https://www.rfc-editor.org/',
];

/** No address exists under it (RFC 6761), and no name is resolved anyway. */
const NOWHERE = 'https://dictionary.invalid/';

/** Switches that must stand before Electron is ready. */
export function cutOffFromNetworks(app: Pick<App, 'commandLine' | 'enableSandbox'>): void {
  app.enableSandbox();
  const { commandLine } = app;
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  commandLine.appendSwitch('no-proxy-server');
  for (const name of ['disable-background-networking', 'disable-component-update', 'disable-domain-reliability']) {
    commandLine.appendSwitch(name);
  }
  for (const name of ['disable-breakpad', 'disable-sync', 'no-pings']) commandLine.appendSwitch(name);
  commandLine.appendSwitch('disable-features', 'MediaRouter,OptimizationHints,AutofillServerCommunication');
}

/** Every power of a page denied, every request to another address cancelled. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_, __, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_, answer) => answer({}));
  session.on('will-download', (event) => event.preventDefault());
  // Electron fetched the dictionary even with the checker off.
  session.setSpellCheckerEnabled(false);
  session.setSpellCheckerDictionaryDownloadURL(NOWHERE);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayRequest(url) }));
}

/** Pictures and fonts may lie inside the page itself; a frame or script of that kind is refused by the page's own policy. */
const mayRequest = (url: string): boolean =>
  isOwnUrl(url) || url.startsWith('data:image/') || url.startsWith('data:font/');

export interface LinkRules {
  /** Asked at each link: a person may change it. */
  isAirGapped(): Promise<boolean>;
}

/** The page stays where it is; a link in a new window goes through the one door or nowhere. */
export function lockContents(contents: WebContents, rules: LinkRules): void {
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (!isOwnUrl(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => stay(event, event.url));
  contents.on('will-frame-navigate', (event) => stay(event, event.url));
  contents.on('will-redirect', (event) => stay(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void openLink(url, rules);
    return { action: 'deny' };
  });
}

/** @returns whether it was handed to the browser of the person */
export async function openLink(url: string, { isAirGapped }: LinkRules): Promise<boolean> {
  if (!isAllowedLink(url) || (await isAirGapped())) return false;
  await shell.openExternal(url);
  return true;
}

/** The text as it is, and not what a parser makes of it: `https://c2sp.org@evil.example/` begins with no allowed text. */
const isAllowedLink = (url: string): boolean =>
  ALLOWED_LINKS.some((prefix) => url.startsWith(prefix)) && /^[\x21-\x7e]+$/u.test(url) && !url.includes('\\');
