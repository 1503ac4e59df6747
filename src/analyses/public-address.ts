/** Which IPv4 addresses the internet has a way to: https://www.rfc-editor.org/rfc/rfc6890 */

import { parseAddress } from '../base/address.ts';
import { containsAddress, parseCidr } from '../base/cidr.ts';

const reserved = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
].map((block) => parseCidr(block)!);

export function isPublic(text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && !reserved.some((block) => containsAddress(block, address));
}
