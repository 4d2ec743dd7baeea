/** Bytes of the contract's `...Base64` fields. Pure. Throws where the text is no base64: the contract forbids it. */
export const bytesOfBase64 = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
