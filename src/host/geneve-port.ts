/**
 * The UDP sockets of a gateway load balancer's node, and the memory that its packets are in: places of one size, each of which holds a packet
 * from when it was read until it was written. Sends and receives many at a time. What is in a packet it does not know.
 */

import { genevePort } from './geneve.ts';
import {
  close,
  memory,
  openUdp,
  receiveMany,
  sendMany,
  socketAddressLength,
  writeSocketAddress,
} from './linux-calls.ts';

/** Of packets that are under way at a time. */
export const places = 64;

/** Bytes: the largest inner packet is of 8500, and its tunnel adds forty. */
export const placeLength = 9216;

/**
 * Flows are spread over source ports, so that an appliance may spread them over processors. Answers go to port 6081 in any case: appliances
 * exchange the addresses, and leave the ports. Likeliest: AWS uses more of them.
 * https://github.com/aws-samples/aws-gateway-load-balancer-tunnel-handler/blob/main/GeneveHandler.cpp
 */
export const sourcePorts = 16;
const firstSourcePort = 60_001;

/** Some milliseconds of packets; what nobody reads is not kept. */
const fewMilliseconds = 4 * 1024 * 1024;
const receiving = { send: 0, receive: fewMilliseconds };
const sending = { send: fewMilliseconds, receive: 0 };

/** Of `struct mmsghdr` and `struct iovec`. */
const message = { length: 64, name: 0, nameLength: 8, vector: 16, vectors: 24, flags: 48, filled: 56 };
const vector = { length: 16, base: 0, size: 8 };
const truncated = 0x20;

/** Messages with their vectors and addresses, one after the other. */
class Messages {
  readonly #size = message.length + vector.length + socketAddressLength;
  readonly #memory = memory(places * this.#size);
  readonly address = this.#memory.address;
  readonly #bytes = this.#memory.bytes;

  constructor(packets: number) {
    for (let index = 0; index < places; index += 1) {
      const at = index * message.length;
      this.#writeAddress(at + message.name, this.address + this.#nameOf(index));
      this.#bytes.writeUInt32LE(socketAddressLength, at + message.nameLength);
      this.#writeAddress(at + message.vector, this.address + this.#vectorOf(index));
      this.#bytes.writeUInt32LE(1, at + message.vectors);
      this.fill(index, packets + index * placeLength, placeLength);
    }
  }

  #vectorOf(index: number): number {
    return places * message.length + index * vector.length;
  }

  #nameOf(index: number): number {
    return places * (message.length + vector.length) + index * socketAddressLength;
  }

  #writeAddress(at: number, address: number): void {
    this.#bytes.writeUInt32LE(address >>> 0, at);
    this.#bytes.writeUInt32LE(Math.floor(address / 2 ** 32), at + 4);
  }

  fill(index: number, packet: number, length: number): void {
    const at = this.#vectorOf(index);
    this.#writeAddress(at + vector.base, packet);
    this.#bytes.writeUInt32LE(length, at + vector.size);
  }

  sendTo(index: number, address: number): void {
    writeSocketAddress(this.#bytes, this.#nameOf(index), address, genevePort);
  }

  /** Nought where it was cut off. */
  received(index: number): number {
    const at = index * message.length;
    if ((this.#bytes.readUInt32LE(at + message.flags) & truncated) !== 0) return 0;
    return this.#bytes.readUInt32LE(at + message.filled);
  }

  sender(index: number): number {
    return this.#bytes.readUInt32BE(this.#nameOf(index) + 4);
  }

  addressOf(index: number): number {
    return this.address + index * message.length;
  }
}

interface Outbox {
  readonly fd: number;
  readonly messages: Messages;
  count: number;
}

export class GenevePort {
  readonly bytes: Buffer;
  /** Where answers come in. */
  readonly fd: number;
  readonly #address: number;
  readonly #received: Messages;
  readonly #outboxes: Outbox[] = [];

  /** @param address of IPv4, as a number: the node's own */
  constructor(address: number) {
    const packets = memory(places * placeLength);
    this.bytes = packets.bytes;
    this.#address = packets.address;
    this.#received = new Messages(this.#address);
    this.fd = openUdp(address, genevePort, receiving);
    try {
      for (let index = 0; index < sourcePorts; index += 1) {
        const fd = openUdp(address, firstSourcePort + index, sending);
        this.#outboxes.push({ fd, messages: new Messages(this.#address), count: 0 });
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    close(this.fd);
    for (const { fd } of this.#outboxes) close(fd);
  }

  /** For a system call. */
  addressOf(offset: number): number {
    return this.#address + offset;
  }

  /** Puts what has come into the places from the first on. @returns how many */
  receive(): number {
    return receiveMany(this.fd, this.#received.address, places, 0, 0);
  }

  received(index: number): number {
    return this.#received.received(index);
  }

  sender(index: number): number {
    return this.#received.sender(index);
  }

  /** To be sent by `flush`; until then the place is taken. @param spread any number: the flow's choice of a source port */
  queue(place: number, length: number, target: number, spread: number): void {
    const outbox = this.#outboxes[spread & (sourcePorts - 1)]!;
    outbox.messages.fill(outbox.count, this.#address + place * placeLength, length);
    outbox.messages.sendTo(outbox.count, target);
    outbox.count += 1;
  }

  /** @returns how many were not taken: no way leads there, or the kernel is full */
  flush(): number {
    let failed = 0;
    for (const outbox of this.#outboxes) {
      let sent = 0;
      while (sent < outbox.count) {
        const done = sendMany(outbox.fd, outbox.messages.addressOf(sent), outbox.count - sent, 0);
        sent += done > 0 ? done : 1;
        if (done <= 0) failed += 1;
      }
      outbox.count = 0;
    }
    return failed;
  }
}
