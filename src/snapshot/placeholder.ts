/**
 * What a Network must have and a snapshot may lack: groups that interfaces wear, an ACL for each subnet, a main route table
 * for each VPC. What stands in their place lets nothing through, and is reported.
 */

import type { NetworkInterface } from '../model/network-interface.ts';
import type { Resource, ResourceBase } from '../model/resource.ts';
import { type SecurityGroup, vpcsOfGroup } from '../model/security-group.ts';
import { derivedId, type World } from './world.ts';

export function putPlaceholders(world: World): void {
  putGroups(world);
  for (const vpc of [...world.network.all('vpc')]) {
    putAcl(world, vpc.id);
    putMainTable(world, vpc.id);
  }
}

type Kept = 'security-group' | 'network-acl' | 'route-table';

const effects: Readonly<Record<Kept, { readonly what: string; readonly effect: string }>> = {
  'security-group': {
    what: 'a security group that is not in the snapshot',
    effect: 'treated as a group that allows nothing',
  },
  'network-acl': {
    what: 'subnets whose network ACL is not in the snapshot',
    effect: 'treated as if it denied everything',
  },
  'route-table': {
    what: 'a VPC whose main route table is not in the snapshot',
    effect: 'treated as if it had local routes alone',
  },
};

function put(
  world: World,
  resource: Extract<Resource, { kind: Kept }>,
  about: { kind: Resource['kind']; id: string },
): void {
  const file = world.fileOf(about.kind, about.id);
  world.put(resource, file);
  world.notes.push({ file, ...effects[resource.kind], id: about.id === resource.vpc ? resource.vpc : resource.id });
}

function ownedAs(owner: ResourceBase, id: string): ResourceBase {
  return { id, account: owner.account, region: owner.region, created: 0, tags: {} };
}

function putGroups(world: World): void {
  for (const one of [...world.network.all('network-interface')]) {
    for (const id of one.groups) {
      const known = world.network.get('security-group', id);
      if (known !== undefined) {
        putAssociation(world, one, known);
        continue;
      }
      const group = { ...ownedAs(one, id), vpc: one.vpc, name: id, description: 'not in the snapshot' };
      put(world, { kind: 'security-group', ...group }, one);
    }
  }
}

/** A group that an interface wears in another VPC is associated with that VPC. */
function putAssociation(world: World, { id, vpc }: NetworkInterface, group: SecurityGroup): void {
  if (vpcsOfGroup(group).includes(vpc)) return;
  const file = world.fileOf('network-interface', id);
  const associations = [...(group.associations ?? []), { vpc, desired: 'associated', stateRevision: 0 } as const];
  world.put({ ...group, associations }, world.fileOf(group.kind, group.id));
  world.notes.push({
    file,
    what: 'a group of another VPC',
    effect: 'treated as associated with the VPC',
    id: group.id,
  });
}

function putAcl(world: World, vpc: string): void {
  const owner = world.network.get('vpc', vpc)!;
  const bare = world.network
    .find('subnet', `vpc:${vpc}`)
    .filter((subnet) => world.network.count('network-acl', `subnet:${subnet.id}`) === 0);
  if (bare.length === 0) return;
  const associations = bare.map((subnet) => ({ id: derivedId('aclassoc', subnet.id), subnet: subnet.id }));
  const acl = { vpc, isDefault: false, entries: [], associations };
  put(world, { kind: 'network-acl', ...ownedAs(owner, derivedId('acl', vpc)), ...acl }, owner);
}

function putMainTable(world: World, vpc: string): void {
  if (world.network.count('route-table', `main:${vpc}`) > 0) return;
  const owner = world.network.get('vpc', vpc)!;
  const routes = owner.cidrs.map(({ cidr }) => ({
    destination: { kind: 'cidr', cidr } as const,
    target: { kind: 'local' } as const,
    origin: 'CreateRouteTable' as const,
  }));
  const associations = [{ id: derivedId('rtbassoc', vpc), main: true }];
  const table = { ...ownedAs(owner, derivedId('rtb', vpc)), vpc, routes, associations };
  put(world, { kind: 'route-table', ...table }, owner);
}
