/**
 * What comes and goes with every VPC: its default security group, its main route table and its default network ACL. The
 * parts are made and removed here, together with the VPC itself; everything else in a VPC stands in the way of removal.
 */

import { present } from '../../base/assert.ts';
import { resourceId } from '../../base/ids.ts';
import { withoutVpc } from '../../model/hosted-zone.ts';
import type { NetworkAcl, NetworkAclEntry } from '../../model/network-acl.ts';
import type { Route } from '../../model/route-table.ts';
import type { RulePeer } from '../../model/security-group.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Draft } from '../../store/store.ts';
import type { Maker } from './dhcp-options.ts';
import { defaultDhcpOptions } from './dhcp-options.ts';
import { removeResource } from './resource-removal.ts';

export const anywhere = '0.0.0.0/0';

export function localRoute(cidr: string): Route {
  return { destination: { kind: 'cidr', cidr }, target: { kind: 'local' }, origin: 'CreateRouteTable' };
}

/** A new VPC with its parts. Checks nothing. */
export function makeVpc(
  draft: Draft,
  maker: Maker,
  wanted: Pick<Vpc, 'isDefault' | 'instanceTenancy' | 'tags'> & { readonly cidr: string },
): Vpc {
  const { account, region, now, random } = maker;
  const vpc: Vpc = {
    kind: 'vpc',
    id: resourceId(random, 'vpc'),
    account,
    region,
    created: now,
    tags: wanted.tags,
    cidrs: [{ id: resourceId(random, 'vpc-cidr-assoc'), cidr: wanted.cidr }],
    isDefault: wanted.isDefault,
    dhcpOptions: defaultDhcpOptions(draft, maker),
    enableDnsSupport: true,
    enableDnsHostnames: wanted.isDefault,
    enableNetworkAddressUsageMetrics: false,
    instanceTenancy: wanted.instanceTenancy,
  };
  draft.put(vpc);
  makeMainRouteTable(draft, maker, vpc);
  makeDefaultAcl(draft, maker, vpc);
  makeDefaultGroup(draft, maker, vpc);
  return vpc;
}

function makeMainRouteTable(draft: Draft, maker: Maker, vpc: Vpc): void {
  draft.put({
    kind: 'route-table',
    id: resourceId(maker.random, 'rtb'),
    ...ownedBy(maker),
    vpc: vpc.id,
    routes: vpc.cidrs.map(({ cidr }) => localRoute(cidr)),
    associations: [{ id: resourceId(maker.random, 'rtbassoc'), main: true }],
  });
}

function makeDefaultAcl(draft: Draft, maker: Maker, vpc: Vpc): void {
  const allow = (egress: boolean): NetworkAclEntry => ({
    number: 100,
    egress,
    protocol: '-1',
    action: 'allow',
    cidr: anywhere,
  });
  draft.put({
    kind: 'network-acl',
    id: resourceId(maker.random, 'acl'),
    ...ownedBy(maker),
    vpc: vpc.id,
    isDefault: true,
    entries: [allow(true), allow(false)],
    associations: [],
  });
}

function makeDefaultGroup(draft: Draft, maker: Maker, vpc: Vpc): void {
  const id = resourceId(maker.random, 'sg');
  const description = 'default VPC security group';
  draft.put({ kind: 'security-group', id, ...ownedBy(maker), vpc: vpc.id, name: 'default', description });
  const peers: readonly (readonly [egress: boolean, peer: RulePeer])[] = [
    [false, { kind: 'group', group: id, account: maker.account }],
    [true, { kind: 'cidr', cidr: anywhere }],
  ];
  for (const [egress, peer] of peers) {
    draft.put({
      kind: 'security-group-rule',
      id: resourceId(maker.random, 'sgr'),
      ...ownedBy(maker),
      vpc: vpc.id,
      group: id,
      egress,
      protocol: '-1',
      peer,
    });
  }
}

function ownedBy({ account, region, now }: Maker) {
  return { account, region, created: now, tags: {} };
}

/** Whether anything besides the VPC's own parts is in it. NAT gateways and endpoints that are gone but still shown don't count. */
export function hasDependencies(draft: Draft, vpc: Vpc): boolean {
  const key = `vpc:${vpc.id}`;
  const { network } = draft;
  return (
    network.count('subnet', key) > 0 ||
    network.count('network-interface', key) > 0 ||
    network.count('internet-gateway', key) > 0 ||
    network.count('egress-only-internet-gateway', key) > 0 ||
    network.count('vpn-gateway', key) > 0 ||
    network.count('route-table', key) > 1 ||
    network.count('network-acl', key) > 1 ||
    network.count('security-group', key) > 1 ||
    network.count('security-group', `associated:${vpc.id}`) > 0 ||
    draft.find('nat-gateway', key).some((gateway) => gateway.desired !== 'deleted') ||
    draft.find('vpc-endpoint', key).some((endpoint) => endpoint.desired !== 'deleted')
  );
}

/** Removes a VPC without dependencies, and its parts; hosted zones and resolver rules that held in it go on without it. */
export function removeVpc(draft: Draft, vpc: Vpc): void {
  const key = `vpc:${vpc.id}`;
  for (const group of draft.find('security-group', key)) {
    for (const rule of draft.find('security-group-rule', `group:${group.id}`)) removeResource(draft, rule);
    removeResource(draft, group);
  }
  for (const table of draft.find('route-table', key)) removeResource(draft, table);
  for (const acl of draft.find('network-acl', key)) removeResource(draft, acl);
  for (const zone of draft.find('hosted-zone', key)) draft.put(withoutVpc(zone, vpc.id));
  for (const one of draft.find('resolver-rule-association', key)) draft.remove(one.kind, one.id);
  removeResource(draft, vpc);
}

export function defaultAcl(draft: Draft, vpc: string): NetworkAcl {
  const acl = draft.find('network-acl', `vpc:${vpc}`).find((one) => one.isDefault);
  return present(acl, `default network ACL of ${vpc}`);
}
