/**
 * Who may speak to the browser shell: a one-time token makes a session, a session is a cookie, and every request must
 * come from the shell's own page under the shell's own name.
 *
 * Host and Origin are checked since a page of another site can make a browser send requests here, and with a name that
 * resolves to 127.0.0.1 (DNS rebinding) even read the answers.
 * Trust: every header is hostile. Secrets are compared by digest in constant time.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Access {
  /** A new one-time token; the one before is void. */
  newToken(): string;
  /** Spends the token. @returns the value of a new session's cookie, or undefined */
  enter(token: string): string | undefined;
  hasSession(headers: IncomingHttpHeaders): boolean;
  /** `Set-Cookie` for a session. */
  cookie(session: string): string;
  /** Names under which this shell is spoken to; known once the port is. */
  setPort(port: number): void;
  /** Why a request is not from this shell's own page or the person's own address bar; undefined where it is. */
  refusal(headers: IncomingHttpHeaders, kind: 'page' | 'api'): string | undefined;
}

const SECRET_BYTES = 32;
/** A person may open a few windows; a leak of memory they are not. */
const MAX_SESSIONS = 64;

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

export function createAccess(): Access {
  let port = 0;
  let token: Buffer | undefined;
  const sessions: Buffer[] = [];
  const cookieName = (): string => `audittrail_${port}`;
  const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

  return {
    setPort: (value) => void (port = value),
    newToken() {
      const made = secret();
      token = digest(made);
      return made;
    },
    enter(given) {
      if (token === undefined || !timingSafeEqual(token, digest(given))) return undefined;
      token = undefined;
      const session = secret();
      sessions.push(digest(session));
      if (sessions.length > MAX_SESSIONS) sessions.shift();
      return session;
    },
    hasSession({ cookie = '' }) {
      const name = `${cookieName()}=`;
      const values = cookie.split(/;\s*/u).filter((part) => part.startsWith(name));
      // Another page of this machine may plant a second cookie of the name: any of them may be ours.
      return values.slice(0, 4).some((part) => {
        const given = digest(part.slice(name.length));
        return sessions.reduce((isKnown, each) => timingSafeEqual(each, given) || isKnown, false);
      });
    },
    // Not `Secure`: there is no TLS on the loopback. A session ends with the host, whatever the browser keeps.
    cookie: (session) => `${cookieName()}=${session}; HttpOnly; SameSite=Strict; Path=/`,
    refusal(headers, kind) {
      const { host = '', origin } = headers;
      if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'it names another host';
      if (origin !== undefined && origin !== `http://${host}`) return 'it comes from another page';
      const site = headers['sec-fetch-site'];
      if (kind === 'api') return site === 'same-origin' ? undefined : 'it does not come from the window';
      if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'a link on another page led here';
      // A preview of the address must not spend its token.
      return headers['sec-purpose'] === undefined ? undefined : 'it is a prefetch';
    },
  };
}
