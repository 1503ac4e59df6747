/** Transit gateways in a Network for the verifier's tests, as documents, and what leads to them. */

import { resourceId } from '../src/base/ids.ts';
import type { Kind, ResourceOf } from '../src/model/resource.ts';
import type { TransitGateway } from '../src/model/transit-gateway.ts';
import type { Harness } from '../src/operations/harness.ts';

/** With a route table that it associates and propagates every attachment to. */
export interface Transit {
  readonly gateway: string;
  readonly table: string;
}

const asked = { desired: 'available', stateRevision: 1 } as const;

export async function transitGateway({ store, random, context }: Harness): Promise<Transit> {
  const { account, region } = context;
  const base = { account, region, created: 0, tags: {}, ...asked };
  const [gateway, table] = [resourceId(random, 'tgw'), resourceId(random, 'tgw-rtb')];
  await store.transact((draft) => {
    draft.put({
      kind: 'transit-gateway',
      id: gateway,
      ...base,
      description: '',
      amazonSideAsn: 64512,
      autoAcceptSharedAttachments: true,
      defaultRouteTableAssociation: true,
      defaultRouteTablePropagation: true,
      dnsSupport: true,
      vpnEcmpSupport: true,
      multicastSupport: false,
      securityGroupReferencingSupport: false,
      cidrBlocks: [],
      associationDefaultRouteTable: table,
      propagationDefaultRouteTable: table,
    });
    const nothing = { associations: [], propagations: [], routes: [] };
    draft.put({ kind: 'transit-gateway-route-table', id: table, ...base, transitGateway: gateway, ...nothing });
  });
  return { gateway, table };
}

/** Another table of a gateway. */
export async function transitTable({ store, network, random }: Harness, gateway: string): Promise<string> {
  const { account, region } = network.get('transit-gateway', gateway)!;
  const id = resourceId(random, 'tgw-rtb');
  const base = { id, account, region, created: 0, tags: {}, ...asked };
  const nothing = { associations: [], propagations: [], routes: [] };
  await store.transact((draft) =>
    draft.put({ kind: 'transit-gateway-route-table', ...base, transitGateway: gateway, ...nothing }),
  );
  return id;
}

/** Attaches a VPC by subnets of different zones, and answers the attachment's id. */
export async function attach(
  { store, network, random, clock }: Harness,
  { gateway, table }: Transit,
  vpc: string,
  subnets: readonly string[],
  applianceMode = false,
): Promise<string> {
  const { account, region } = network.get('vpc', vpc)!;
  const base = { account, region, created: clock.now(), tags: {} };
  const id = resourceId(random, 'tgw-attach');
  await store.transact((draft) => {
    const attached = subnets.map((subnet) => {
      const { zoneId, cidr } = draft.get('subnet', subnet)!;
      const networkInterface = resourceId(random, 'eni');
      draft.put({
        kind: 'network-interface',
        id: networkInterface,
        ...base,
        vpc,
        subnet,
        zoneId,
        interfaceType: 'transit_gateway',
        description: '',
        groups: [],
        sourceDestCheck: false,
        privateAddresses: [cidr.replace('0/24', '250')],
        mac: '02:00:00:00:00:fa',
        requesterManaged: true,
        parent: id,
        requester: 'amazon-aws',
      });
      return { subnet, zoneId, networkInterface };
    });
    const options = { dnsSupport: true, ipv6Support: false, securityGroupReferencingSupport: false };
    draft.put({
      kind: 'transit-gateway-attachment',
      id,
      ...base,
      ...asked,
      transitGateway: gateway,
      answer: 'accepted',
      attached: { kind: 'vpc', vpc, subnets: attached, applianceMode, ...options },
    });
    tie(draft, table, id);
  });
  return id;
}

type Draft = Parameters<Parameters<Harness['store']['transact']>[0]>[0];

function tie(draft: Draft, table: string, attachment: string): void {
  const found = draft.get('transit-gateway-route-table', table)!;
  const ties = (old: typeof found.associations) => [
    ...old,
    { attachment, desired: 'there' as const, stateRevision: 1 },
  ];
  draft.put({ ...found, associations: ties(found.associations), propagations: ties(found.propagations) });
}

/** Joins two gateways; each routes by its own table what comes from the other. */
export async function joinGateways({ store, network, random }: Harness, one: Transit, other: Transit): Promise<string> {
  const [{ account, region }, peer] = [one, other].map(({ gateway }) => network.get('transit-gateway', gateway)!) as [
    TransitGateway,
    TransitGateway,
  ];
  const id = resourceId(random, 'tgw-attach');
  await store.transact((draft) => {
    draft.put({
      kind: 'transit-gateway-attachment',
      id,
      account,
      region,
      created: 0,
      tags: {},
      ...asked,
      transitGateway: one.gateway,
      answer: 'accepted',
      attached: {
        kind: 'peering',
        account: peer.account,
        region: peer.region,
        transitGateway: peer.id,
        accepterTags: {},
      },
    });
    for (const { table } of [one, other]) tie(draft, table, id);
  });
  return id;
}

/** Changes a document of the Network as nobody's call would. */
export async function change<K extends Kind>(
  { store }: Harness,
  kind: K,
  id: string,
  make: (old: ResourceOf<K>) => ResourceOf<K>,
): Promise<void> {
  await store.transact((draft) => draft.put(make(draft.get(kind, id)!)));
}

/** Of a transit gateway's table; without an attachment a blackhole. */
export async function transitRoute(h: Harness, table: string, destination: string, attachment?: string) {
  const made = { destination, ...(attachment === undefined ? {} : { attachment }) };
  await change(h, 'transit-gateway-route-table', table, (old) => ({ ...old, routes: [...old.routes, made] }));
}

/** A route of a VPC's table that leads to a transit gateway. */
export async function routeToGateway(h: Harness, table: string, cidr: string, gateway: string): Promise<void> {
  const made = {
    destination: { kind: 'cidr', cidr },
    target: { kind: 'transit-gateway', id: gateway },
    origin: 'CreateRoute',
  } as const;
  await change(h, 'route-table', table, (old) => ({ ...old, routes: [...old.routes, made] }));
}
