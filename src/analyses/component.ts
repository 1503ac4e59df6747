/**
 * Resources as analyses show them: found by the ids that a trace names, and only to their owner's eyes. An account learns
 * of another's network that something there does not answer, as a packet of its own would tell it, and nothing more: no
 * id, no rule, no code. AWS shows others' components to accounts that an organization trusts, which there are none of.
 */

import { arnOf } from '../model/ec2-arn.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { AnalysisComponent } from '../model/path-component.ts';
import type { Kind, Resource } from '../model/resource.ts';
import type { Hop } from '../verify/answer.ts';

/** Whose analysis it is, and of what. */
export interface View {
  readonly network: Network;
  readonly account: string;
}

/** Prefix of an id → its kind. */
const kinds: Readonly<Record<string, Kind>> = {
  acl: 'network-acl',
  eni: 'network-interface',
  i: 'instance',
  igw: 'internet-gateway',
  nat: 'nat-gateway',
  rtb: 'route-table',
  sg: 'security-group',
  subnet: 'subnet',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
  'vpce-svc': 'vpc-endpoint-service',
};

/** Kinds whose ids are ARNs. */
const arnKinds = ['load-balancer', 'listener', 'target-group'] as const;

export function resourceOf(network: Network, id: string): Resource | undefined {
  if (id.startsWith('arn:')) return arnKinds.map((kind) => network.get(kind, id)).find((one) => one !== undefined);
  const prefix = id.slice(0, Math.max(id.lastIndexOf('-'), 0));
  return Object.hasOwn(kinds, prefix) ? network.get(kinds[prefix]!, id) : undefined;
}

export function componentOf(resource: Resource): AnalysisComponent {
  const { id, tags } = resource;
  return { Id: id, Arn: arnOf(resource), ...(tags.Name === undefined ? {} : { Name: tags.Name }) };
}

/** The component with this id, where it is there and the analysis may show it. */
export function seen({ network, account }: View, id: string | undefined): AnalysisComponent | undefined {
  const found = id === undefined ? undefined : resourceOf(network, id);
  return found?.account === account ? componentOf(found) : undefined;
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

/** What a hop is about, if the account may see it: of a zone the interface in it, of a target that is an address its group. */
export function subjectOf(
  view: View,
  { stage, component, networkInterface, rule }: Hop,
): AnalysisComponent | undefined {
  return seen(view, networkInterface ?? component) ?? (stage === 'target' ? seen(view, rule) : undefined);
}

/** The internet is no component, and everybody may be told that nobody has one of its addresses. */
export function isNobodys({ component }: Pick<Hop, 'component'>): boolean {
  return component === 'internet';
}
