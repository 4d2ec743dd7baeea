/**
 * Whether an address is one of the organisation's own: from the private ranges, or from those the case names.
 *
 * Pure. Source: RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291 §2.5.3 and §2.5.6.
 * Trust: the address is the log's text; what is no address is no answer.
 */

const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const PRIVATE_IPV4 =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;
const PRIVATE_IPV6 = /^(?:::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;

/** @returns undefined where the text is no address */
export function isInternal(address: string, ownPrefixes: readonly string[]): boolean | undefined {
  if (!IPV4.test(address) && !/^[0-9a-f]{0,4}:[0-9a-f:.]{1,40}$/i.test(address)) return undefined;
  if (ownPrefixes.some((prefix) => address.startsWith(prefix))) return true;
  return PRIVATE_IPV4.test(address) || PRIVATE_IPV6.test(address);
}
