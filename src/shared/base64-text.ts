/** The text in base64 (RFC 4648 with padding) of UTF-8 bytes. Pure. Trust: hostile; what is no such text is `undefined`. */

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const FORM = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;

export function textOfBase64(base64: string): string | undefined {
  if (!FORM.test(base64)) return undefined;
  let escaped = '';
  for (let at = 0; at < base64.length; at += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((step) => Math.max(0, SIGNS.indexOf(base64[at + step] as string)));
    const bits = ((a as number) << 18) | ((b as number) << 12) | ((c as number) << 6) | (d as number);
    const count = base64[at + 2] === '=' ? 1 : base64[at + 3] === '=' ? 2 : 3;
    for (let byte = 0; byte < count; byte++) {
      escaped += `%${((bits >> (16 - 8 * byte)) & 0xff).toString(16).padStart(2, '0')}`;
    }
  }
  try {
    return decodeURIComponent(escaped);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
