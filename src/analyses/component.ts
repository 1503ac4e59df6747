/**
 * Resources as analyses show them: found by the ids that a trace names, and only those that the account sees: its own, and in
 * a shared VPC what the table of duties lets it see, without others' names. An account learns of the rest that something
 * there does not answer, as a packet of its own would tell it, and nothing more: no id, no rule, no code. AWS shows others'
 * components to accounts that an organization trusts, which there are none of.
 */

import { arnOf } from '../model/ec2-arn.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { AnalysisComponent } from '../model/path-component.ts';
import type { Kind, Resource } from '../model/resource.ts';
import { sidesFrom, type VpcPeeringConnection } from '../model/vpc-peering-connection.ts';
import { othersSeen } from '../model/vpc-sharing.ts';
import type { Hop } from '../verify/answer.ts';
import { resourceOf } from '../verify/resource-of.ts';

/** Whose analysis it is, and of what. */
export interface View {
  readonly network: Network;
  readonly account: string;
  sees(resource: Resource): boolean;
}

/** What others have in VPCs is looked up once for each kind: an analysis asks of many packets. */
export function viewOf(network: Network, viewer: { readonly account: string; readonly region: string }): View {
  const others = new Map<Kind, ReadonlySet<string>>();
  const othersOf = (kind: Kind): ReadonlySet<string> => {
    const found = others.get(kind) ?? new Set(othersSeen(network, viewer, kind).map(({ id }) => id));
    others.set(kind, found);
    return found;
  };
  const { account } = viewer;
  return {
    network,
    account,
    sees: (one) => one.account === account || isSideOf(one, viewer) || othersOf(one.kind).has(one.id),
  };
}

/** A peering connection is each side's own. */
function isSideOf(resource: Resource, viewer: { readonly account: string; readonly region: string }): boolean {
  if (resource.kind !== 'vpc-peering-connection') return false;
  const sides = [resource.requester, resource.accepter];
  return sides.some(({ account, region }) => account === viewer.account && region === viewer.region);
}

/** The two VPCs that a peering connection joins, in the packet's direction. */
export function vpcsAcross(
  view: View,
  connection: VpcPeeringConnection,
  from: string,
): Partial<Record<'SourceVpc' | 'DestinationVpc', AnalysisComponent>> {
  const { near, far } = sidesFrom(connection, from);
  return { ...named(view, 'SourceVpc', near.vpc), ...named(view, 'DestinationVpc', far.vpc) };
}

/** Tags are each account's own. */
export function componentOf({ account }: View, resource: Resource): AnalysisComponent {
  const { id, tags } = resource;
  const name = resource.account === account ? tags.Name : undefined;
  return { Id: id, Arn: arnOf(resource), ...(name === undefined ? {} : { Name: name }) };
}

/** The component with this id, where it is there and the analysis may show it. */
export function seen(view: View, id: string | undefined): AnalysisComponent | undefined {
  const found = id === undefined ? undefined : resourceOf(view.network, id);
  return found && view.sees(found) ? componentOf(view, found) : undefined;
}

/** `{ [name]: component }`, or nothing where there is none to show. */
export function named<Name extends string>(
  view: View,
  name: Name,
  id: string | undefined,
): { readonly [N in Name]?: AnalysisComponent } {
  const component = seen(view, id);
  return (component === undefined ? {} : { [name]: component }) as { readonly [N in Name]?: AnalysisComponent };
}

/** Where an interface is. */
export function placeOf(view: View, one: Pick<NetworkInterface, 'subnet' | 'vpc'> | undefined) {
  return { ...named(view, 'Subnet', one?.subnet), ...named(view, 'Vpc', one?.vpc) };
}

/**
 * What a hop is about, if the account may see it: of a zone the interface in it, of a target that is an address its group, of a
 * transit gateway's table that passes a packet on the attachment that the packet came by.
 */
export function subjectOf(
  view: View,
  { stage, component, networkInterface, rule, transit, verdict }: Hop,
): AnalysisComponent | undefined {
  const known = seen(view, networkInterface ?? component);
  if (known !== undefined) return known;
  if (stage === 'target') return seen(view, rule);
  return verdict === 'pass' ? seen(view, transit?.attachment) : undefined;
}

/** The internet is no component, and everybody may be told that nobody has one of its addresses. */
export function isNobodys({ component }: Pick<Hop, 'component'>): boolean {
  return component === 'internet';
}
