/**
 * The system calls that Node has no functions for: TUN devices, datagrams many at a time, waiting for all of them at once, and talking to
 * the kernel about links of another namespace. Memory is passed as numbers, addresses in a buffer that nobody moves. The layouts are those
 * of 64-bit Linux on little-endian processors.
 */

import { constants, openSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load(null);

type Call = (...values: readonly (number | Buffer)[]) => number;

const ioctl = libc.func('int ioctl(int fd, unsigned long request, void *argument)') as Call;
const socket = libc.func('int socket(int domain, int type, int protocol)') as Call;
const bind = libc.func('int bind(int fd, void *address, uint32_t length)') as Call;
const setsockopt = libc.func('int setsockopt(int fd, int level, int name, void *value, uint32_t length)') as Call;
const epollCreate = libc.func('int epoll_create1(int flags)') as Call;
const epollControl = libc.func('int epoll_ctl(int epoll, int operation, int fd, void *event)') as Call;
const epollWait = libc.func('int epoll_wait(int epoll, uintptr_t events, int most, int timeout)');

/** Fewer than nothing where there is none, or where it failed: see `lastError`. */
export const read = libc.func('long read(int fd, uintptr_t to, size_t length)') as Call;
export const write = libc.func('long write(int fd, uintptr_t from, size_t length)') as Call;
export const sendMany = libc.func('int sendmmsg(int fd, uintptr_t messages, unsigned int count, int flags)') as Call;
export const receiveMany = libc.func(
  'int recvmmsg(int fd, uintptr_t messages, unsigned int count, int flags, uintptr_t timeout)',
) as Call;

const errorNames = new Map(Object.entries(koffi.os.errno).map(([name, number]) => [number, name]));

/** `EAGAIN`, of the call just made. */
export function lastError(): string {
  const number = koffi.errno();
  return errorNames.get(number) ?? `error ${number}`;
}

export function nothingToRead(): boolean {
  return koffi.errno() === koffi.os.errno.EAGAIN;
}

function succeeded(what: string, result: number): number {
  if (result < 0) throw new Error(`${what}: ${lastError()}`);
  return result;
}

/** Linux's TUNSETIFF, with IFF_TUN and IFF_NO_PI. */
const setInterface = 0x400454ca;
const interfaceRequest = { length: 40, flagsOffset: 16, flags: 0x1001 };

/** Longer names the kernel doesn't have. */
const longestName = 15;

/** Attaches to a device that is there; making one takes rights. @returns a descriptor that never waits */
export function attachTun(device: string): number {
  if (Buffer.byteLength(device) > longestName) throw new Error(`no name of a device: ${device}`);
  const fd = openSync('/dev/net/tun', constants.O_RDWR | constants.O_NONBLOCK);
  const request = Buffer.alloc(interfaceRequest.length);
  request.write(device);
  request.writeUInt16LE(interfaceRequest.flags, interfaceRequest.flagsOffset);
  if (ioctl(fd, setInterface, request) === 0) return fd;
  const reason = lastError();
  close(fd);
  throw new Error(`${device}: ${reason}`);
}

const closeDescriptor = libc.func('int close(int fd)') as Call;

export function close(fd: number): void {
  closeDescriptor(fd);
}

const internet = 2;
const datagrams = 2 | 0o2000000 | constants.O_NONBLOCK;
export const socketAddressLength = 16;

/** @param address of IPv4, as a number */
export function writeSocketAddress(to: Buffer, offset: number, address: number, port: number): void {
  to.writeUInt16LE(internet, offset);
  to.writeUInt16BE(port, offset + 2);
  to.writeUInt32BE(address, offset + 4);
}

const socketLevel = 1;
const bufferOptions = { send: 7, receive: 8 };

/** Bytes that the kernel shall keep for a socket, as far as it lets one. */
export interface KernelBuffers {
  readonly send: number;
  readonly receive: number;
}

/** @param address of IPv4, as a number */
export function openUdp(address: number, port: number, buffers: KernelBuffers): number {
  const fd = succeeded('socket', socket(internet, datagrams, 0));
  const size = Buffer.alloc(4);
  for (const kind of ['send', 'receive'] as const) {
    size.writeInt32LE(buffers[kind]);
    setsockopt(fd, socketLevel, bufferOptions[kind], size, size.length);
  }
  const name = Buffer.alloc(socketAddressLength);
  writeSocketAddress(name, 0, address, port);
  if (bind(fd, name, name.length) === 0) return fd;
  const reason = lastError();
  close(fd);
  throw new Error(`UDP port ${port}: ${reason}`);
}

const closeOnExec = 0o2000000;

const enterNamespace = libc.func('int setns(int fd, int kind)') as Call;
const ofNetwork = 0x40000000;

/** This thread alone enters it, with the sockets that it opens from then on. */
export function enterNetwork(path: string): void {
  const fd = openSync(path, constants.O_RDONLY);
  const result = enterNamespace(fd, ofNetwork);
  const reason = result < 0 ? lastError() : undefined;
  close(fd);
  if (reason !== undefined) throw new Error(`${path}: ${reason}`);
}

const netlink = 16;
const raw = 3 | closeOnExec;
const ofRoutes = 0;

/** What it answers of a link that is not there. */
export const noSuchDevice = koffi.os.errno.ENODEV as number;

/** A socket that the kernel answers on: `rtnetlink(7)`. */
export function openRoutes(): number {
  return succeeded('socket', socket(netlink, raw, ofRoutes));
}

const add = 1;
const readable = 1;
/** An event is packed on this one architecture. */
const eventLayout = process.arch === 'x64' ? { length: 12, data: 4 } : { length: 16, data: 8 };
/** Looked at in one turn; the others are still there in the next. */
const mostEvents = 64;

/** Descriptors that are waited for together. What is closed is no longer waited for. */
export class Readiness {
  readonly #epoll = succeeded('epoll_create1', epollCreate(closeOnExec));
  readonly #events = Buffer.alloc(mostEvents * eventLayout.length);
  readonly #address = Number(koffi.address(this.#events));

  add(fd: number): void {
    const event = Buffer.alloc(eventLayout.length);
    event.writeUInt32LE(readable, 0);
    event.writeUInt32LE(fd, eventLayout.data);
    succeeded('epoll_ctl', epollControl(this.#epoll, add, fd, event));
  }

  /** How many are ready now. */
  look(): number {
    return epollWait(this.#epoll, this.#address, mostEvents, 0);
  }

  /** Keeps one thread of Node's pool until there is one. */
  wait(then: (ready: number) => void): void {
    epollWait.async(this.#epoll, this.#address, mostEvents, -1, (error: unknown, ready: number) =>
      then(error ? none : ready),
    );
  }

  /** A descriptor that can be read, or that has failed. */
  ready(index: number): number {
    return this.#events.readUInt32LE(index * eventLayout.length + eventLayout.data);
  }
}

const none = 0;

/** A buffer that can be passed by address. */
export function memory(length: number): { readonly bytes: Buffer; readonly address: number } {
  const bytes = Buffer.alloc(length);
  return { bytes, address: Number(koffi.address(bytes)) };
}
