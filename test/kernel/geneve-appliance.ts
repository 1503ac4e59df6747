/**
 * An appliance behind a gateway load balancer: takes packets out of GENEVE, notes them, and sends them back as AWS's appliances do, with the
 * addresses exchanged and the ports as they were, unless a rule drops them. Reads headers by itself, so that a mistake in the server's own
 * code is none here. For tests that hold its sockets, and a program to be run inside an instance:
 *
 *     node geneve-appliance.ts [drop=tcp] [drop=udp:53] … [health=80]
 *
 * It prints a line of JSON for each flow and direction that it sees first, and answers GET / on the health port with all of them.
 */

import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:http';

export interface SeenPacket {
  /** Sixteen digits. */
  readonly endpoint: string;
  readonly cookie: string;
  readonly protocol: string;
  /** With ports, where it has them: `10.0.0.1:80`. */
  readonly source: string;
  readonly destination: string;
  readonly verdict: 'passed' | 'dropped';
}

export interface SeenFlow extends SeenPacket {
  readonly packets: number;
}

const genevePort = 6081;
const protocols: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

/** What AWS's header is, but for its three values: no network, IPv4, and options 1, 2 and 3 of class 0x0108. */
const pattern = /^0800080000000000010801 02([0-9a-f]{16})010802020{16}01080301([0-9a-f]{8})$/.source.replace(' ', '');
const header = new RegExp(pattern);
const headerLength = 40;

function address(inner: Buffer, at: number): string {
  return [...inner.subarray(at, at + 4)].join('.');
}

/** @returns undefined for what is no packet of a gateway load balancer */
export function look(message: Buffer): Omit<SeenPacket, 'verdict'> | undefined {
  const found = header.exec(message.subarray(0, headerLength).toString('hex'));
  const inner = message.subarray(headerLength);
  if (!found || inner.length < 20 || inner[0]! >> 4 !== 4 || inner.readUInt16BE(2) !== inner.length) return undefined;
  const start = (inner[0]! & 15) * 4;
  const protocol = protocols[inner[9]!] ?? `${inner[9]}`;
  const port = (at: number) => (protocol === 'tcp' || protocol === 'udp' ? `:${inner.readUInt16BE(start + at)}` : '');
  return {
    endpoint: found[1]!,
    cookie: found[2]!,
    protocol,
    source: address(inner, 12) + port(0),
    destination: address(inner, 16) + port(2),
  };
}

/** `tcp`, or `tcp:80`: a protocol, and a port at either end. */
function matches(rule: string, { protocol, source, destination }: Omit<SeenPacket, 'verdict'>): boolean {
  const [wanted, port] = rule.split(':');
  return protocol === wanted && (port === undefined || [source, destination].some((end) => end.endsWith(`:${port}`)));
}

export class GeneveAppliance {
  /** Rules may be changed at any time. */
  drop: readonly string[] = [];
  /** What came that no gateway load balancer sends. */
  strange = 0;
  readonly #flows = new Map<string, SeenFlow>();
  readonly #sockets: ReadonlyMap<number, Socket>;
  readonly #seeFirst: (flow: SeenFlow) => void;

  /** @param sockets by the port that they are bound to: 6081, and those that packets come from */
  constructor(sockets: ReadonlyMap<number, Socket>, seeFirst: (flow: SeenFlow) => void = () => {}) {
    this.#sockets = sockets;
    this.#seeFirst = seeFirst;
    sockets.get(genevePort)?.on('message', (message, from) => this.#take(message, from));
  }

  get flows(): readonly SeenFlow[] {
    return [...this.#flows.values()];
  }

  forget(): void {
    this.#flows.clear();
  }

  /** @param port the one that it comes from */
  send(message: Buffer, port: number, to: string): void {
    this.#sockets.get(port)?.send(message, genevePort, to);
  }

  #take(message: Buffer, from: { readonly address: string; readonly port: number }): void {
    const packet = look(message);
    if (packet === undefined) {
      this.strange += 1;
      return;
    }
    const verdict = this.drop.some((rule) => matches(rule, packet)) ? 'dropped' : 'passed';
    this.#note({ ...packet, verdict });
    if (verdict === 'passed') this.send(message, from.port, from.address);
  }

  #note(packet: SeenPacket): void {
    const name = Object.values(packet).join(' ');
    const known = this.#flows.get(name);
    const flow = { ...packet, packets: (known?.packets ?? 0) + 1 };
    this.#flows.set(name, flow);
    if (known === undefined) this.#seeFirst(flow);
  }
}

/** Ports that a gateway load balancer sends from: answers come from the same. */
export const answeringPorts = [genevePort, ...Array.from({ length: 16 }, (_, index) => 60_001 + index)];

async function run(words: readonly string[]): Promise<void> {
  const values = (name: string) =>
    words.flatMap((word) => (word.startsWith(`${name}=`) ? [word.slice(name.length + 1)] : []));
  const sockets = new Map(answeringPorts.map((port) => [port, createSocket('udp4')]));
  for (const [port, socket] of sockets) await new Promise<void>((resolve) => socket.bind(port, '0.0.0.0', resolve));
  const appliance = new GeneveAppliance(sockets, (flow) => process.stdout.write(`${JSON.stringify(flow)}\n`));
  appliance.drop = values('drop');
  for (const port of values('health')) {
    createServer((_, response) => response.end(JSON.stringify(appliance.flows))).listen(Number(port), '0.0.0.0');
  }
}

if (import.meta.main) await run(process.argv.slice(2));
