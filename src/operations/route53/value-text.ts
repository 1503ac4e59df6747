/** A record's value in presentation form, where it isn't at hand as it was given: an alias has none. */

import type { RecordValue } from '../../model/record-value.ts';

function quoted(octets: Uint8Array): string {
  const characters = Array.from(octets, (octet) => {
    if (octet === 34 || octet === 92) return `\\${String.fromCharCode(octet)}`;
    return octet < 32 || octet > 126 ? `\\${octet.toString(8).padStart(3, '0')}` : String.fromCharCode(octet);
  });
  return `"${characters.join('')}"`;
}

export function valueText(value: RecordValue): string {
  switch (value.kind) {
    case 'A':
    case 'AAAA':
      return value.address;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return value.target;
    case 'TXT':
      return value.texts.map(quoted).join(' ');
    case 'MX':
      return `${value.preference} ${value.exchange}`;
    case 'SRV':
      return [...value.numbers, value.target].join(' ');
    case 'SOA':
      return [value.primary, value.mailbox, ...value.numbers].join(' ');
    case 'CAA':
      return `${value.flags} ${value.tag} ${quoted(value.value)}`;
  }
}
