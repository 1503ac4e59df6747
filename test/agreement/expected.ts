/** Whose name a flow's sender has to hear: in its own VPC, in one that is joined with it, or of any target behind a load balancer. */

import type { Network } from '../../src/model/network.ts';
import { peeringsOf, sidesFrom } from '../../src/model/vpc-peering-connection.ts';
import type { Hop, Trace } from '../../src/verify/trace.ts';
import { ownsAddress } from './addresses.ts';
import { type Flow, tellingPorts, type Values } from './plan.ts';

/** Undefined where who answers tells no name. */
export function expectedOf(
  network: Network,
  values: Values,
  { destination, port, transport }: Flow,
  address: string,
  vpc: string | undefined,
): readonly string[] | undefined {
  if (transport === 'ping' || destination.kind === 'load-balancer') return namesOf(values);
  if (destination.kind === 'endpoint')
    return isOfService(network, values, destination.name) ? undefined : namesOf(values);
  if (destination.kind === 'nat-gateway') return [];
  if (destination.kind === 'public-address') return [destination.name];
  const isNear =
    destination.kind === 'instance' && network.get('instance', values.get(destination.name) ?? '')?.vpc === vpc;
  if (isNear && ownsAddress(network, values.get(destination.name), destination)) return [destination.name];
  if (!(tellingPorts[transport] as readonly number[]).includes(port) || isNobodys(address)) return undefined;
  const holders = [vpc, ...(vpc === undefined ? [] : peersIn(network, vpc))].flatMap(
    (one) => network.find('network-interface', `address:${one}/${address}`)[0] ?? [],
  );
  if (holders.some(({ parent }) => parent !== undefined && leadsOn(network, parent))) return namesOf(values);
  const owners = holders.flatMap(({ attachment }) => attachment?.instance ?? []);
  return [...values].filter(([, id]) => owners.includes(id)).map(([name]) => name);
}

/** Behind what an interface belongs to there are targets: a load balancer, or an endpoint of a customer's service. */
function leadsOn(network: Network, parent: string): boolean {
  if (network.get('load-balancer', parent) !== undefined) return true;
  return network.get('vpc-endpoint', parent)?.service !== undefined;
}

/**
 * Of several peers that have the address, the one that the verdict leads to has to answer; of targets any.
 * @param hops on the way there, of a verdict that the flow is reachable
 */
export function narrowed(
  network: Network,
  values: Values,
  expected: readonly string[] | undefined,
  hops: readonly Hop[],
): readonly string[] | undefined {
  const owner = network.get('network-interface', hops.at(-1)?.component ?? '')?.attachment?.instance;
  const isChosen = hops.some((hop) => hop.stage === 'target' && !isInspection(network, hop));
  return owner === undefined || isChosen ? expected : expected?.filter((name) => values.get(name) === owner);
}

/** Those that a peering connection joins it with; and where it is attached to a transit gateway, all others that are. */
function peersIn(network: Network, vpc: string): readonly string[] {
  const peers = peeringsOf(network, vpc).map((one) => sidesFrom(one, vpc).far.vpc);
  const attached = [...network.all('transit-gateway-attachment')].flatMap((one) =>
    one.attached.kind === 'vpc' ? [one.attached.vpc] : [],
  );
  const others = attached.includes(vpc) ? attached.filter((one) => one !== vpc) : [];
  return [...new Set([...peers, ...others])];
}

/** A gateway load balancer's, whose targets answer nobody. */
function isInspection(network: Network, { rule = '' }: Hop): boolean {
  return network.get('target-group', rule)?.protocol === 'GENEVE';
}

/** Whether a transit gateway chooses among zones on the way there or back, or a gateway load balancer among appliances, by addresses and ports. */
export function hasChoice(network: Network, trace: Trace | undefined): boolean {
  const hops = [...(trace?.forward ?? []), ...(trace?.return ?? [])];
  return hops.some((hop) => {
    const { transit, stage } = hop;
    // Where one of them is not reached, what stops it takes the place of the choice.
    if (stage === 'load-balancer') return isAmongSeveral(network, hop);
    const attached = network.get('transit-gateway-attachment', transit?.route?.attachment ?? '')?.attached;
    return attached?.kind === 'vpc' && attached.applianceMode && attached.subnets.length > 1;
  });
}

function isAmongSeveral(network: Network, { component }: Hop): boolean {
  if (network.get('load-balancer', component)?.type !== 'gateway') return false;
  const [listener] = network.find('listener', `load-balancer:${component}`);
  return (network.get('target-group', listener?.targetGroup ?? '')?.targets.length ?? 0) > 1;
}

/** One of AWS's own, which tells no name. */
function isOfService(network: Network, values: Values, endpoint: string): boolean {
  return network.get('vpc-endpoint', values.get(endpoint) ?? '')?.service === undefined;
}

function namesOf(values: Values): readonly string[] {
  return [...values].filter(([, id]) => id.startsWith('i-')).map(([name]) => name);
}

/** Of the simulated internet or of routers, which tell no name. */
function isNobodys(address: string): boolean {
  return address.startsWith('203.0.113.') || address.startsWith('169.254.');
}
