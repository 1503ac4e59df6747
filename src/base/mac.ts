/** Hardware addresses, derived from a name so that they survive a restart; locally administered, as EC2's `02:` ones are. */

export function macOf(name: string): string {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let index = 0; index < name.length; index += 1) {
    high = Math.imul(high ^ name.charCodeAt(index), 0x01000193) >>> 0;
    low = Math.imul(low ^ name.charCodeAt(name.length - 1 - index), 0x85ebca6b) >>> 0;
  }
  const octets = [high >>> 24, (high >>> 16) & 255, (high >>> 8) & 255, (low >>> 24) & 255, (low >>> 8) & 255];
  return `02:${octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':')}`;
}
