/**
 * Where a route may lead: exactly one target, of the route table's own VPC. Targets that this server has no resource for are
 * answered as ids that don't exist.
 */

import { Fault } from '../../base/fault.ts';
import type { RouteTable, RouteTarget } from '../../model/route-table.ts';
import { attachmentOf } from '../../model/transit-gateway.ts';
import { isPeered, isPending, roleOf } from '../../model/vpc-peering-connection.ts';
import type { Draft } from '../../store/store.ts';
import { invalidCombination, invalidParameterValue, missingParameter, notFound, owned } from './faults.ts';
import { type AppliedNow, endpointState } from './state.ts';

interface Caller extends AppliedNow {
  readonly account: string;
  readonly region: string;
}

type Reader = (draft: Draft, caller: Caller, table: RouteTable, id: string) => RouteTarget;

function otherNetwork(table: RouteTable, noun: string, id: string): Fault {
  return invalidParameterValue(`route table ${table.id} and ${noun} ${id} belong to different networks`);
}

const readGateway: Reader = (draft, caller, table, id) => {
  const endpoint = draft.get('vpc-endpoint', id);
  // Likeliest: what answers call a gateway, requests may.
  if (endpoint?.endpointType === 'GatewayLoadBalancer') return readEndpoint(draft, caller, table, id);
  if (endpoint?.account === caller.account) {
    // The rule is documented (Gateway endpoints); the sentence is the likeliest.
    throw invalidParameterValue(`The route to VPC endpoint ${id} can only be changed with ModifyVpcEndpoint.`);
  }
  const gateway = draft.get('internet-gateway', id) ?? draft.get('vpn-gateway', id);
  const isThere = gateway?.kind === 'internet-gateway' || gateway?.deleted === undefined;
  if (!isThere || gateway?.account !== caller.account || gateway.region !== caller.region) {
    throw new Fault('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  }
  if (gateway.vpc !== table.vpc) throw otherNetwork(table, 'network gateway', id);
  return { kind: gateway.kind, id };
};

const readNatGateway: Reader = (draft, caller, table, id) => {
  const gateway = draft.get('nat-gateway', id);
  if (gateway === undefined || gateway.account !== caller.account || gateway.region !== caller.region) {
    throw new Fault('InvalidNatGatewayID.NotFound', `The natGateway ID '${id}' does not exist`);
  }
  if (gateway.desired === 'deleted') {
    throw new Fault('InvalidNatGatewayID.NotFound', `The natGateway ID '${id}' does not exist`);
  }
  if (gateway.vpc !== table.vpc) throw otherNetwork(table, 'nat gateway', id);
  return { kind: 'nat-gateway', id };
};

const readEgressOnlyGateway: Reader = (draft, caller, table, id) => {
  const gateway = owned(draft, caller, 'egress-only-internet-gateway', id);
  if (gateway.vpc !== table.vpc) throw otherNetwork(table, 'egress-only internet gateway', id);
  return { kind: 'egress-only-internet-gateway', id };
};

const readInterface: Reader = (draft, caller, table, id) => {
  const networkInterface = owned(draft, caller, 'network-interface', id);
  if (networkInterface.vpc !== table.vpc) throw otherNetwork(table, 'interface', id);
  return { kind: 'network-interface', id };
};

const readInstance: Reader = (draft, caller, table, id) => {
  const instance = owned(draft, caller, 'instance', id);
  if (instance.vpc !== table.vpc) throw otherNetwork(table, 'instance', id);
  const [first, ...others] = draft.find('network-interface', `instance:${id}`);
  if (first === undefined) {
    throw new Fault('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  }
  if (others.length > 0) {
    throw new Fault(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${id}'. Please specify an interface ID for the operation instead.`,
    );
  }
  return { kind: 'network-interface', id: first.id, instance: id };
};

/** One that is not available yet is refused with the same words (https://github.com/hashicorp/terraform-provider-aws/issues/32774). */
const readEndpoint: Reader = (draft, caller, table, id) => {
  const endpoint = owned(draft, caller, 'vpc-endpoint', id);
  if (endpoint.desired === 'deleted') throw notFound('vpc-endpoint', id);
  if (endpoint.endpointType !== 'GatewayLoadBalancer' || endpointState(caller, endpoint) !== 'available') {
    throw new Fault(
      'RouteNotSupported',
      `Route table contains unsupported route target: ${id}. VPC Endpoints of this type cannot be used as route targets.`,
    );
  }
  if (endpoint.vpc !== table.vpc) throw otherNetwork(table, 'vpc endpoint', id);
  return { kind: 'vpc-endpoint', id };
};

/**
 * A request that nobody answered yet is a target too: its routes are blackholes until it is accepted
 * (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html).
 */
const readPeering: Reader = (draft, caller, table, id) => {
  const connection = draft.get('vpc-peering-connection', id);
  const isOpen = connection !== undefined && (isPending(connection, caller.now) || isPeered(draft, connection));
  if (!isOpen || roleOf(connection, caller) === undefined) throw notFound('vpc-peering-connection', id);
  const isSide = [connection.requester, connection.accepter].some(({ vpc }) => vpc === table.vpc);
  if (!isSide) throw otherNetwork(table, 'network gateway', id);
  return { kind: 'vpc-peering-connection', id };
};

/** One that the VPC is attached to, whose gateway may no longer be shared. CreateRoute has a sentence of its own. */
const readTransitGateway: Reader = (draft, _caller, table, id) => {
  if (attachmentOf(draft, table.vpc, id) === undefined) {
    throw new Fault('InvalidTransitGatewayID.NotFound', `The transitGateway ID '${id}' does not exist.`);
  }
  return { kind: 'transit-gateway', id };
};

const unknown =
  (code: string, noun: string): Reader =>
  (_draft, _caller, _table, id) => {
    throw new Fault(code, `The ${noun} ID '${id}' does not exist`);
  };

const readers = {
  GatewayId: readGateway,
  NatGatewayId: readNatGateway,
  NetworkInterfaceId: readInterface,
  InstanceId: readInstance,
  VpcEndpointId: readEndpoint,
  CarrierGatewayId: unknown('InvalidCarrierGatewayID.NotFound', 'carrierGateway'),
  CoreNetworkArn: unknown('InvalidCoreNetworkArn.NotFound', 'coreNetwork'),
  EgressOnlyInternetGatewayId: readEgressOnlyGateway,
  LocalGatewayId: unknown('InvalidLocalGatewayID.NotFound', 'localGateway'),
  OdbNetworkArn: unknown('InvalidOdbNetworkArn.NotFound', 'odbNetwork'),
  TransitGatewayId: readTransitGateway,
  VpcPeeringConnectionId: readPeering,
} as const satisfies Readonly<Record<string, Reader>>;

type TargetInput = { readonly [Member in keyof typeof readers]?: string | undefined };

/** The one target that a request names. @throws Fault */
export function readTarget(draft: Draft, caller: Caller, table: RouteTable, input: TargetInput): RouteTarget {
  const names = Object.keys(readers) as (keyof typeof readers)[];
  const [name, ...others] = names.filter((one) => input[one] !== undefined);
  if (name === undefined) throw missingParameter('gatewayId');
  if (others.length > 0) throw invalidCombination('You must specify exactly one target for the route.');
  return readers[name](draft, caller, table, input[name]!);
}
