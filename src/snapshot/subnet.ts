/** Subnets, from describe-subnets. A zone is known by its id, which means the same to every account. */

import { canonicalCidr } from '../base/cidr.ts';
import type { Subnet } from '../model/subnet.ts';
import { checkState, flag, member, Refusal, required, text } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, found, note, type World } from './world.ts';

export function readSubnet(world: World, from: Sourced): readonly Subnet[] {
  const { item } = from;
  const id = required(item, 'SubnetId');
  checkState(item);
  const cidr = canonicalCidr(required(item, 'CidrBlock'));
  if (cidr === undefined) throw new Refusal('with a CidrBlock that is none');
  const naming = member(item, 'PrivateDnsNameOptionsOnLaunch');
  return [
    {
      ...baseOf(from, id),
      kind: 'subnet',
      vpc: found(world, 'vpc', required(item, 'VpcId')).id,
      cidr,
      zoneId: zoneOf(world, from, id),
      defaultForAz: flag(item, 'DefaultForAz'),
      mapPublicIpOnLaunch: flag(item, 'MapPublicIpOnLaunch'),
      privateDns: {
        hostnameType: text(naming, 'HostnameType') === 'resource-name' ? 'resource-name' : 'ip-name',
        resourceNameA: flag(naming, 'EnableResourceNameDnsARecord'),
        resourceNameAaaa: flag(naming, 'EnableResourceNameDnsAAAARecord'),
      },
    },
  ];
}

function zoneOf(world: World, from: Sourced, subnet: string): string {
  const { item, account, region } = from;
  const name = text(item, 'AvailabilityZone');
  const id = text(item, 'AvailabilityZoneId') ?? (name && world.zoneId(account, region, name));
  if (id) return id;
  if (name === undefined) throw new Refusal('without an availability zone');
  note(world, from, 'a zone whose id is not in the snapshot', 'the zone is known by its name alone', subnet);
  return name;
}
