/**
 * What the kernel is told, in its own words, so that a link takes TCP's data in larger pieces than 64 KB: BIG TCP. They are
 * rtnetlink's (rtnetlink(7), netlink(7)), for `ip` knows them only from version 6.3 on. The layouts are those of little-endian processors.
 */

/** Bytes: more than programs write at a time, so that more would bring nothing (docs/performance.md). */
export const largestPiece = 185_000;

/** RTM_SETLINK, and NLM_F_REQUEST with NLM_F_ACK. */
const setLink = 19;
const asked = 5;
/** IFLA_IFNAME, IFLA_GSO_IPV4_MAX_SIZE, IFLA_GRO_IPV4_MAX_SIZE: `include/uapi/linux/if_link.h`. */
const attributes = { name: 3, sent: 63, merged: 64 };

const headerLength = 16;
/** `struct ifinfomsg`, which names no link by number. */
const linkLength = 16;
const attributeHeader = 4;

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function attribute(kind: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(padded(attributeHeader + value.length));
  bytes.writeUInt16LE(attributeHeader + value.length, 0);
  bytes.writeUInt16LE(kind, 2);
  value.copy(bytes, attributeHeader);
  return bytes;
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The order to a device of this name; kernels before 6.3 do as they are told, and nothing. */
export function sizeOrder(device: string, bytes: number): Buffer {
  const content = [
    Buffer.alloc(linkLength),
    attribute(attributes.name, Buffer.from(`${device}\0`)),
    attribute(attributes.sent, number(bytes)),
    attribute(attributes.merged, number(bytes)),
  ];
  const header = Buffer.alloc(headerLength);
  header.writeUInt32LE(headerLength + content.reduce((sum, { length }) => sum + length, 0), 0);
  header.writeUInt16LE(setLink, 4);
  header.writeUInt16LE(asked, 6);
  return Buffer.concat([header, ...content]);
}

/** The kernel's number for what went wrong, zero where all went well: `struct nlmsgerr`, which has it negated. */
export function refusalOf(answer: Buffer): number {
  return Math.abs(answer.readInt32LE(headerLength));
}
