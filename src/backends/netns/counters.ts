/**
 * What nftables and the links have counted so far: what each stage of a router dropped, and what came through each endpoint of
 * a load balancer. Says which commands to ask; running them is the caller's.
 */

import { type StageName, stages } from '../../blueprint/stages.ts';
import { wireDevice } from './names.ts';
import { slotMask, slotsOf } from './slots.ts';

export const countersQuestion: readonly string[] = ['nft', '-j', 'list', 'counters'];

export type DropCounters = Readonly<Record<StageName, number>>;

interface CountersAnswer {
  readonly nftables: readonly { readonly counter?: { readonly name: string; readonly packets: number } }[];
}

/** Stages that the router's table does not count stay at zero. */
export function parseCounters(json: string): DropCounters {
  const { nftables } = JSON.parse(json) as CountersAnswer;
  const packets = new Map(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])));
  return Object.fromEntries(stages.map(({ name }) => [name, packets.get(name) ?? 0])) as Record<StageName, number>;
}

export const ruleCountersQuestion: readonly string[] = ['nft', '-j', 'list', 'ruleset'];

interface RulesetAnswer {
  readonly nftables: readonly {
    readonly rule?: {
      readonly comment?: string;
      readonly expr: readonly { readonly counter?: { readonly packets: number } }[];
    };
  }[];
}

/** Rule id → packets that it accepted, for the rules of security groups; those that counted nothing are left out. */
export function parseRuleCounters(json: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { rule } of (JSON.parse(json) as RulesetAnswer).nftables) {
    if (!rule?.comment?.startsWith('sgr-')) continue;
    const packets = rule.expr.find((one) => one.counter)?.counter?.packets ?? 0;
    if (packets > 0) found[rule.comment] = (found[rule.comment] ?? 0) + packets;
  }
  return found;
}

/** What nftables counts per endpoint in a load balancer's namespace, in the packets' own terms (load-balancer-nft.ts). */
export const endpointCounts = ['connections', 'resets', 'client-resets', 'dropped'] as const;

export function endpointCounterName(count: (typeof endpointCounts)[number], device: string): string {
  return `${count}-${device}`;
}

/** Bytes are counted by the links themselves, so that no packet waits for it. */
export const linkCountersQuestion: readonly string[] = ['ip', '-json', '-stats', 'link', 'show'];

/** Packets that came in by any link of the internet, or that a backbone sent to others: all of them pass its trunks. */
export function parseCarried(links: string, isInternet: boolean): number {
  const isMeant = isInternet ? /^(?!lo$)/ : /^(to|by)-/;
  return (JSON.parse(links) as readonly LinksAnswer[])
    .filter(({ ifname }) => isMeant.test(ifname))
    .reduce((sum, { stats64 }) => sum + (stats64?.[isInternet ? 'rx' : 'tx'].packets ?? 0), 0);
}

/** Since the link was made; a smaller number than before means that it was made again. */
export interface EndpointCounters {
  readonly newConnections: number;
  /** Both ways, with IP headers. */
  readonly bytes: number;
  /** Resets that the service's side sent to the client. */
  readonly resets: number;
  readonly clientResets: number;
  readonly dropped: number;
}

interface LinkStatistics {
  readonly bytes: number;
  readonly packets: number;
}

interface LinksAnswer {
  readonly ifname: string;
  readonly stats64?: { readonly rx: LinkStatistics; readonly tx: LinkStatistics };
}

const ethernetHeader = 14;

function bytesOf({ stats64 }: LinksAnswer): number {
  if (!stats64) return 0;
  const { rx, tx } = stats64;
  return rx.bytes + tx.bytes - ethernetHeader * (rx.packets + tx.packets);
}

/**
 * By endpoint interface.
 *
 * @param counters the answer to `countersQuestion` in the load balancer's namespace
 * @param links the answer to `linkCountersQuestion` there
 * @param endpoints the node's, as the Blueprint has them
 */
export function parseEndpointCounters(
  counters: string,
  links: string,
  endpoints: readonly string[],
): ReadonlyMap<string, EndpointCounters> {
  const { nftables } = JSON.parse(counters) as CountersAnswer;
  const packets = new Map(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])));
  const bytes = new Map((JSON.parse(links) as readonly LinksAnswer[]).map((link) => [link.ifname, bytesOf(link)]));
  return new Map(
    endpoints.map((id) => {
      const device = wireDevice(id);
      const count = (name: (typeof endpointCounts)[number]) => packets.get(endpointCounterName(name, device)) ?? 0;
      const found: EndpointCounters = {
        newConnections: count('connections'),
        bytes: bytes.get(device) ?? 0,
        resets: count('resets'),
        clientResets: count('client-resets'),
        dropped: count('dropped'),
      };
      return [id, found];
    }),
  );
}

/** Inside the load balancer's namespace. */
export const connectionsQuestion: readonly string[] = ['cat', '/proc/net/nf_conntrack'];

/** Established ones of TCP, and those of UDP that have seen packets both ways for a while. */
function isActive(line: string): boolean {
  return line.includes(' ESTABLISHED ') || (/ udp +17 /.test(line) && line.includes('[ASSURED]'));
}

/**
 * By endpoint interface: how many connections it has now.
 *
 * @param text the answer to `connectionsQuestion`
 * @param endpoints the node's, as the Blueprint has them
 */
export function parseActiveConnections(text: string, endpoints: readonly string[]): ReadonlyMap<string, number> {
  const active = new Map<number, number>();
  for (const line of text.split('\n')) {
    if (!isActive(line)) continue;
    const slot = Number(/ mark=(\d+)/.exec(line)?.[1] ?? 0) & slotMask;
    active.set(slot, (active.get(slot) ?? 0) + 1);
  }
  return new Map([...slotsOf(endpoints)].map(([id, slot]) => [id, active.get(slot) ?? 0]));
}
