/** The nonce of this load: libraries that write style elements need it under the strict policy. */
let known: string | undefined;

export function cspNonce(): string {
  known ??= document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  return known;
}
