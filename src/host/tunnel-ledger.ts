/** The endpoints and targets of a gateway load balancer's node while they are listed, each with what has passed. Opens nothing. */

import { type EndpointNumber, endpointNumber, geneveHeader } from './geneve.ts';
import type { EndpointCounts, TargetCounts, TunnelDrop, TunnelEndpoint, TunnelTarget } from './tunnel-messages.ts';

interface Tally {
  packets: number;
  bytes: number;
}

export interface OpenEndpoint extends TunnelEndpoint {
  /** Of its device; closed by whoever opened it. */
  readonly fd: number;
  /** No endpoint of this process had it before: flows of one that went are not of one that came. */
  readonly serial: number;
  readonly number: EndpointNumber;
  readonly header: Buffer;
  readonly sent: Tally;
  readonly returned: Tally;
  readonly dropped: Record<TunnelDrop, number>;
  newFlows: number;
}

export interface KnownTarget {
  readonly address: string;
  readonly sent: Tally;
  readonly returned: Tally;
}

export function count(tally: Tally, bytes: number): void {
  tally.packets += 1;
  tally.bytes += bytes;
}

export function openedEndpoint({ device, endpoint }: TunnelEndpoint, serial: number, fd: number): OpenEndpoint {
  const number = endpointNumber(endpoint);
  return {
    device,
    endpoint,
    fd,
    serial,
    number,
    header: geneveHeader(number),
    sent: { packets: 0, bytes: 0 },
    returned: { packets: 0, bytes: 0 },
    dropped: { unread: 0, untargeted: 0, unsent: 0, forged: 0, refused: 0 },
    newFlows: 0,
  };
}

export function endpointCounts(one: OpenEndpoint, activeFlows: number): EndpointCounts {
  const { endpoint, sent, returned, dropped, newFlows } = one;
  return { endpoint, sent, returned, dropped, newFlows, activeFlows };
}

export function addressNumber(text: string): number {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255)))
    throw new RangeError(`no address: ${text}`);
  return parts.reduce((number, part) => number * 256 + part, 0);
}

/** By address as a number. */
export class Targets {
  #known: ReadonlyMap<number, KnownTarget> = new Map();
  /** Those that take flows. */
  takers: readonly number[] = [];

  follow(targets: readonly TunnelTarget[]): void {
    const numbered = targets.map((target) => ({ ...target, number: addressNumber(target.address) }));
    this.#known = new Map(
      numbered.map(({ address, number }) => [
        number,
        this.#known.get(number) ?? {
          address,
          sent: { packets: 0, bytes: 0 },
          returned: { packets: 0, bytes: 0 },
        },
      ]),
    );
    this.takers = numbered.filter(({ takesFlows }) => takesFlows).map(({ number }) => number);
  }

  get(number: number): KnownTarget | undefined {
    return this.#known.get(number);
  }

  counts(): readonly TargetCounts[] {
    return [...this.#known.values()];
  }
}
