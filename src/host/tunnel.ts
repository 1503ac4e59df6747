/**
 * The work of a gateway load balancer's node, inside its namespace: what comes out of an endpoint's device goes to the flow's appliance in
 * GENEVE, and what that appliance answers goes back into the device. An answer that isn't of a flow at that very appliance, by that endpoint and
 * with that cookie, goes nowhere. One thread; packets of a flow keep their order.
 */

import { chooseTarget, FlowTable, flowHash, none } from './flow-table.ts';
import { geneveLength, nothingFound, readGeneve, writeCookie } from './geneve.ts';
import { GenevePort, placeLength, places } from './geneve-port.ts';
import { type FlowKey, noKey, readInner, type Stickiness } from './inner-packet.ts';
import { attachTun, close, nothingToRead, Readiness, read, write } from './linux-calls.ts';
import { addressNumber, count, endpointCounts, type OpenEndpoint, openedEndpoint, Targets } from './tunnel-ledger.ts';
import type { Lack, TunnelCounts, TunnelEndpoint, TunnelPlan } from './tunnel-messages.ts';

/** Milliseconds until what was lacking is tried again: devices and addresses may come later than the plan. */
const retryAfter = 500;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function randomCookies(): () => number {
  const drawn = new Uint32Array(256);
  let next = drawn.length;
  return () => {
    if (next === drawn.length) {
      crypto.getRandomValues(drawn);
      next = 0;
    }
    next += 1;
    return drawn[next - 1]!;
  };
}

export class Tunnel {
  readonly #readiness = new Readiness();
  readonly #flows = new FlowTable(randomCookies());
  readonly #targets = new Targets();
  /** By descriptor. */
  readonly #endpoints = new Map<number, OpenEndpoint>();
  /** By the lower half of its number. */
  #byNumber: ReadonlyMap<number, OpenEndpoint> = new Map();
  readonly #key = noKey();
  readonly #found = nothingFound();
  #port: { readonly address: string; readonly sockets: GenevePort } | undefined;
  #plan: TunnelPlan | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stickiness: Stickiness = '5-tuple';
  #lastSerial = 0;
  #strays = 0;
  #now = 0;

  start(): void {
    this.#readiness.wait((ready) => this.#turn(ready));
  }

  follow(plan: TunnelPlan): readonly Lack[] {
    this.#plan = plan;
    this.#targets.follow(plan.targets);
    this.#flows.setIdleTimes(plan);
    this.#stickiness = plan.stickiness;
    return this.#openAll(plan);
  }

  counts(): TunnelCounts {
    const active = this.#flows.countActive(performance.now());
    const endpoints = [...this.#endpoints.values()].map((one) => endpointCounts(one, active.get(one.serial) ?? 0));
    return { endpoints, targets: this.#targets.counts(), strays: this.#strays };
  }

  #openAll({ address, endpoints }: TunnelPlan): readonly Lack[] {
    const portLacks = this.#openPort(address);
    // Without the node's address nothing can be sent, and what comes out of the devices would have to be thrown away.
    const lacks = [...portLacks, ...this.#openDevices(this.#port === undefined ? [] : endpoints)];
    this.#byNumber = new Map([...this.#endpoints.values()].map((one) => [one.number.low, one]));
    clearTimeout(this.#retry);
    if (lacks.length > 0) this.#retryLater();
    return lacks;
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      if (this.#plan !== undefined) this.#openAll(this.#plan);
    }, retryAfter);
  }

  #openPort(address: string): readonly Lack[] {
    if (this.#port?.address === address) return [];
    this.#port?.sockets.close();
    this.#port = undefined;
    try {
      const sockets = new GenevePort(addressNumber(address));
      this.#port = { address, sockets };
      this.#readiness.add(sockets.fd);
      return [];
    } catch (error) {
      return [{ what: address, reason: reasonOf(error) }];
    }
  }

  #openDevices(wanted: readonly TunnelEndpoint[]): readonly Lack[] {
    const keep = new Map(wanted.map((one) => [one.device, one.endpoint]));
    for (const one of this.#endpoints.values()) if (keep.get(one.device) !== one.endpoint) this.#close(one);
    const open = new Set([...this.#endpoints.values()].map(({ device }) => device));
    return wanted.flatMap((one) => {
      if (open.has(one.device)) return [];
      try {
        this.#open(one);
        return [];
      } catch (error) {
        return [{ what: one.device, reason: reasonOf(error) }];
      }
    });
  }

  #open(one: TunnelEndpoint): void {
    this.#lastSerial += 1;
    const fd = attachTun(one.device);
    try {
      this.#endpoints.set(fd, openedEndpoint(one, this.#lastSerial, fd));
      this.#readiness.add(fd);
    } catch (error) {
      this.#endpoints.delete(fd);
      close(fd);
      throw error;
    }
  }

  #close(one: OpenEndpoint): void {
    this.#endpoints.delete(one.fd);
    close(one.fd);
  }

  #turn(ready: number): void {
    this.#now = performance.now();
    for (let index = 0; index < ready; index += 1) this.#serve(this.#readiness.ready(index));
    const more = this.#readiness.look();
    // What else this process does comes between two turns.
    if (more > 0) setImmediate(() => this.#turn(more));
    else this.#readiness.wait((next) => this.#turn(next));
  }

  #serve(fd: number): void {
    const port = this.#port?.sockets;
    if (port === undefined) return;
    const endpoint = this.#endpoints.get(fd);
    if (fd === port.fd) this.#returnSome(port);
    else if (endpoint !== undefined) this.#sendSome(endpoint, port);
  }

  /** What has come out of the device, up to as many as there are places. */
  #sendSome(endpoint: OpenEndpoint, port: GenevePort): void {
    let place = 0;
    for (let tries = 0; tries < places; tries += 1) {
      const inner = place * placeLength + geneveLength;
      const length = read(endpoint.fd, port.addressOf(inner), placeLength - geneveLength);
      if (length < 0) {
        if (!nothingToRead()) this.#lose(endpoint);
        break;
      }
      if (this.#send(endpoint, port, place, length)) place += 1;
    }
    endpoint.dropped.unsent += port.flush();
  }

  /** A device that is taken away may be there again. */
  #lose(endpoint: OpenEndpoint): void {
    this.#close(endpoint);
    this.#retryLater();
  }

  #send(endpoint: OpenEndpoint, port: GenevePort, place: number, length: number): boolean {
    const start = place * placeLength;
    const key = this.#key;
    if (!readInner(port.bytes, start + geneveLength, length, this.#stickiness, key)) {
      endpoint.dropped.unread += 1;
      return false;
    }
    const at = this.#flowOf(endpoint, key);
    if (at === none) {
      endpoint.dropped.untargeted += 1;
      return false;
    }
    const address = this.#flows.target[at]!;
    const cookie = this.#flows.cookie[at]!;
    port.bytes.set(endpoint.header, start);
    writeCookie(port.bytes, start, cookie);
    port.queue(place, geneveLength + key.length, address, cookie);
    count(endpoint.sent, key.length);
    count(this.#targets.get(address)!.sent, key.length);
    return true;
  }

  /** The flow's place, with a target that is listed; or `none`, where no target takes it. */
  #flowOf(endpoint: OpenEndpoint, key: FlowKey): number {
    const flows = this.#flows;
    let at = flows.find(key, endpoint.serial, this.#now);
    if (at === none || this.#targets.get(flows.target[at]!) === undefined) {
      const target = chooseTarget(flowHash(key), this.#targets.takers);
      if (target === undefined) return none;
      at = flows.add(key, endpoint.serial, target, this.#now);
      if (key.part !== 'later') endpoint.newFlows += 1;
    } else flows.touch(at, key, this.#now);
    if (key.part === 'first') flows.lead(at, key, endpoint.serial, this.#now);
    return at;
  }

  #returnSome(port: GenevePort): void {
    const received = port.receive();
    for (let place = 0; place < received; place += 1) {
      const endpoint = this.#endpointOf(port, place);
      if (endpoint === undefined) this.#strays += 1;
      else this.#return(endpoint, port, place);
    }
  }

  #endpointOf(port: GenevePort, place: number): OpenEndpoint | undefined {
    const found = this.#found;
    if (!readGeneve(port.bytes, place * placeLength, port.received(place), found)) return undefined;
    const endpoint = this.#byNumber.get(found.endpointLow);
    return endpoint?.number.high === found.endpointHigh && this.#endpoints.has(endpoint.fd) ? endpoint : undefined;
  }

  /** Likeliest: an appliance may change what it likes but for what makes the flow, for by that alone AWS knows it again. */
  #return(endpoint: OpenEndpoint, port: GenevePort, place: number): void {
    const inner = place * placeLength + this.#found.length;
    const key = this.#key;
    const isPacket = readInner(port.bytes, inner, port.received(place) - this.#found.length, this.#stickiness, key);
    const at = isPacket ? this.#flows.find(key, endpoint.serial, this.#now) : none;
    const sender = port.sender(place);
    const target = this.#targets.get(sender);
    const isAnswer = at !== none && this.#flows.target[at] === sender && this.#flows.cookie[at] === this.#found.cookie;
    if (!isAnswer || target === undefined) {
      endpoint.dropped.forged += 1;
      return;
    }
    this.#flows.touch(at, key, this.#now);
    if (write(endpoint.fd, port.addressOf(inner), key.length) < 0) {
      endpoint.dropped.refused += 1;
      return;
    }
    count(endpoint.returned, key.length);
    count(target.returned, key.length);
  }
}
