/**
 * GENEVE as gateway load balancers speak it with their appliances: a header without a network, then three options of AWS's class that say
 * which endpoint and which flow a packet is of, then the packet. Writes into bytes that the caller has, and reads without making any
 * objects, for this is done for every packet. Knows nothing of flows.
 * https://aws.amazon.com/blogs/networking-and-content-delivery/integrate-your-custom-logic-or-appliance-with-aws-gateway-load-balancer/
 * https://www.rfc-editor.org/rfc/rfc8926#section-3.4
 */

export const genevePort = 6081;

/** Bytes before the inner packet: eight, and 32 of options. */
export const geneveLength = 40;

const fixedLength = 8;
const optionHead = 4;
const optionsLength = geneveLength - fixedLength;
const ipv4 = 0x0800;
const amazon = 0x0108;
const endpointOption = 1;
const attachmentOption = 2;
const cookieOption = 3;
const cookieOffset = geneveLength - 4;

/** Bits: a control message, which no appliance has to send. */
const controlFlag = 0x80;

/** The bits beside an option's length are reserved, and ignored as the RFC says. */
const optionWords = 0x1f;

export interface EndpointNumber {
  readonly high: number;
  readonly low: number;
}

const endpointId = /^vpce-(?:[0-9a-f]*?)([0-9a-f]{1,16})$/;

/** Ids have seventeen digits, and 64 bits hold sixteen: the first, which is a nought in all that AWS gives, is left out. */
export function endpointNumber(id: string): EndpointNumber {
  const digits = endpointId.exec(id)?.[1]?.padStart(16, '0');
  if (digits === undefined) throw new RangeError(`no endpoint's id: ${id}`);
  return { high: Number.parseInt(digits.slice(0, 8), 16), low: Number.parseInt(digits.slice(8), 16) };
}

/** What is the same in all packets of an endpoint; the cookie is filled in by `writeCookie`. */
export function geneveHeader({ high, low }: EndpointNumber): Buffer {
  const header = Buffer.alloc(geneveLength);
  header[0] = optionsLength / 4;
  header.writeUInt16BE(ipv4, 2);
  header.set([amazon >> 8, amazon & 0xff, endpointOption, 2], 8);
  header.writeUInt32BE(high, 12);
  header.writeUInt32BE(low, 16);
  // Likeliest: AWS fills in an attachment's number where a transit gateway sends, and noughts otherwise.
  header.set([amazon >> 8, amazon & 0xff, attachmentOption, 2], 20);
  header.set([amazon >> 8, amazon & 0xff, cookieOption, 1], 32);
  return header;
}

export function writeCookie(bytes: Buffer, offset: number, cookie: number): void {
  bytes.writeUInt32BE(cookie, offset + cookieOffset);
}

/** What `readGeneve` found; one object for all packets. */
export interface GeneveFound {
  /** Bytes before the inner packet. */
  length: number;
  endpointHigh: number;
  endpointLow: number;
  cookie: number;
}

export function nothingFound(): GeneveFound {
  return { length: 0, endpointHigh: 0, endpointLow: 0, cookie: 0 };
}

/** False for whatever isn't a whole header with an IPv4 packet, an endpoint and a cookie. Options of others are skipped. */
export function readGeneve(bytes: Buffer, offset: number, length: number, found: GeneveFound): boolean {
  if (length < fixedLength) return false;
  const versionAndWords = bytes[offset]!;
  const end = fixedLength + (versionAndWords & 0x3f) * 4;
  if (versionAndWords >> 6 !== 0 || end > length) return false;
  if ((bytes[offset + 1]! & controlFlag) !== 0 || bytes.readUInt16BE(offset + 2) !== ipv4) return false;
  // AWS's network is nought; likeliest, another one is none of its.
  if (bytes.readUInt32BE(offset + 4) >>> 8 !== 0) return false;
  found.length = end;
  return readOptions(bytes, offset, end, found);
}

function readOptions(bytes: Buffer, offset: number, end: number, found: GeneveFound): boolean {
  let hasEndpoint = false;
  let hasCookie = false;
  let at = fixedLength;
  while (at < end) {
    const words = bytes[offset + at + 3]! & optionWords;
    const next = at + optionHead + words * 4;
    if (next > end) return false;
    if (bytes.readUInt16BE(offset + at) === amazon) {
      const type = bytes[offset + at + 2]!;
      if (type === endpointOption && words === 2) {
        found.endpointHigh = bytes.readUInt32BE(offset + at + 4);
        found.endpointLow = bytes.readUInt32BE(offset + at + 8);
        hasEndpoint = true;
      } else if (type === cookieOption && words === 1) {
        found.cookie = bytes.readUInt32BE(offset + at + 4);
        hasCookie = true;
      }
    }
    at = next;
  }
  return hasEndpoint && hasCookie;
}
