/** What the texts of this service's requests must be, with the refusals of those that aren't. */

import { parseAddress } from '../../base/address.ts';
import { constraint, invalidParameter, notOffered } from './faults.ts';
import { longestName, longestRequestId } from './limits.ts';

const nameForm = /^(?!\d+$)[a-zA-Z0-9\-_' ']+$/;

/** An empty name is none. @throws Fault ValidationException */
export function readName(name: string | undefined): { readonly name?: string } {
  if (name === undefined || name === '') return {};
  if (name.length > longestName) {
    throw constraint(name, 'name', `have length less than or equal to ${longestName}`);
  }
  if (!nameForm.test(name)) {
    throw constraint(name, 'name', "satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9\\-_' ']+)");
  }
  return { name };
}

export function checkRequestId(id: string): string {
  if (id.length < 1 || id.length > longestRequestId) {
    throw constraint(id, 'creatorRequestId', `have length less than or equal to ${longestRequestId}`);
  }
  return id;
}

export function oneOf<T extends string>(value: string, field: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw constraint(value, field, `satisfy enum value set: [${known.join(', ')}]`);
}

/** Plain DNS alone: encrypted queries would need certificates of the client's. */
export function checkProtocols(protocols: readonly string[] | undefined): void {
  for (const protocol of protocols ?? []) {
    if (oneOf(protocol, 'protocols', ['DoH', 'Do53', 'DoH-FIPS']) !== 'Do53') {
      throw notOffered(`The protocol ${protocol}`);
    }
  }
}

/** The canonical text of an IPv4 address. @throws Fault InvalidParameterException */
export function checkAddress(text: string): string {
  if (parseAddress(text) === undefined) throw invalidParameter(`Invalid IP address: '${text}'`, 'Ip');
  return text;
}
