/**
 * IPv4 addresses as unsigned 32-bit numbers, and their text. Integers, because every room compares, adds and masks them
 * on its hot path. IPv6 addresses stay text, checked and put in canonical form by `canonicalIpv6`.
 */

/** The address's number, or undefined where the text isn't one (leading zeros are refused, as inet_pton does). */
export function parseAddress(text: string): number | undefined {
  let value = 0;
  let octet = -1;
  let digits = 0;
  let dots = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) {
      if (digits > 0 && octet === 0) return undefined;
      octet = Math.max(octet, 0) * 10 + code - 48;
      digits += 1;
      if (octet > 255) return undefined;
    } else if (code === 46) {
      if (digits === 0 || dots === 3) return undefined;
      value = value * 256 + octet;
      octet = -1;
      digits = 0;
      dots += 1;
    } else return undefined;
  }
  if (dots !== 3 || digits === 0) return undefined;
  return value * 256 + octet;
}

export function formatAddress(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** RFC 5952 text, or undefined where the text isn't an IPv6 address. */
export function canonicalIpv6(text: string): string | undefined {
  if (!/^[0-9a-fA-F:.]{2,45}$/.test(text) || !text.includes(':')) return undefined;
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}
