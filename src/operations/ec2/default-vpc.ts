/**
 * The default VPC, as AWS gives every account one in each region, and its default subnets
 * (https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html): 172.31.0.0/16, a public /20 per zone, an
 * internet gateway and a default route to it.
 */

import { present } from '../../base/assert.ts';
import { cidrOf, formatCidr, lastOf, overlaps, sizeOf } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { Network } from '../../model/network.ts';
import { zoneNameOf, zonesOf } from '../../model/region.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Draft } from '../../store/store.ts';
import type { Maker } from './dhcp-options.ts';
import { notOffered } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { makeSubnet, requestedZoneId, subnetShape } from './subnet.ts';
import { vpcShape } from './vpc.ts';
import { blockOf } from './vpc-cidr.ts';
import { anywhere, makeVpc } from './vpc-parts.ts';

const defaultBlock = '172.31.0.0/16';
const subnetPrefix = 20;

function findDefaultVpc(network: Network, maker: Pick<Maker, 'account' | 'region'>): Vpc | undefined {
  return network.owned('vpc', maker.account, maker.region).find((vpc) => vpc.isDefault);
}

/** The first /20 of the VPC that no subnet has. */
function nextBlock(draft: Draft, vpc: Vpc): string {
  const taken = draft.find('subnet', `vpc:${vpc.id}`).map((subnet) => blockOf(subnet.cidr));
  const whole = blockOf(vpc.cidrs[0]!.cidr);
  let block = cidrOf(whole.base, subnetPrefix);
  for (; block.base <= lastOf(whole); block = cidrOf(block.base + sizeOf(block), subnetPrefix)) {
    const candidate = block;
    if (!taken.some((one) => overlaps(one, candidate))) return formatCidr(candidate);
  }
  // The likeliest code and sentence: nothing on it was found.
  throw new Fault('InsufficientCidrBlocks', `There is no free /${subnetPrefix} block in the default VPC '${vpc.id}'.`);
}

function makeDefaultSubnet(draft: Draft, maker: Maker, vpc: Vpc, zoneId: string): Subnet {
  return makeSubnet(draft, maker, { vpc: vpc.id, cidr: nextBlock(draft, vpc), zoneId, tags: {}, defaultForAz: true });
}

/** Gives an account its default VPC in a region, with everything in it. The account must have none there. */
export function createDefaultVpc(draft: Draft, maker: Maker): Vpc {
  const vpc = makeVpc(draft, maker, { cidr: defaultBlock, isDefault: true, instanceTenancy: 'default', tags: {} });
  for (const zone of zonesOf(maker.account, maker.region)) makeDefaultSubnet(draft, maker, vpc, zone.id);
  const gateway = resourceId(maker.random, 'igw');
  const { account, region, now } = maker;
  draft.put({ kind: 'internet-gateway', id: gateway, account, region, created: now, tags: {}, vpc: vpc.id });
  const table = present(draft.find('route-table', `main:${vpc.id}`)[0], 'main route table');
  draft.put({
    ...table,
    routes: [
      ...table.routes,
      {
        destination: { kind: 'cidr', cidr: anywhere },
        target: { kind: 'internet-gateway', id: gateway },
        origin: 'CreateRoute',
      },
    ],
  });
  return vpc;
}

export const defaultVpcOperations = {
  CreateDefaultVpc(context, _input) {
    return context.transact((draft) => {
      if (findDefaultVpc(draft.network, context)) {
        throw new Fault('DefaultVpcAlreadyExists', 'A Default VPC already exists for this account in this region.');
      }
      const shape = vpcShape(createDefaultVpc(draft, context));
      return { Vpc: { ...shape, State: 'pending', Tags: [], Ipv6CidrBlockAssociationSet: [] } };
    });
  },

  CreateDefaultSubnet(context, input) {
    if (input.Ipv6Native) throw notOffered('An IPv6-only default subnet');
    if (input.AvailabilityZone === undefined && input.AvailabilityZoneId === undefined) {
      throw new Fault('MissingParameter', 'The request must contain the parameter availabilityZone');
    }
    const zoneId = requestedZoneId(context, input);
    return context.transact((draft) => {
      const vpc = findDefaultVpc(draft.network, context);
      if (vpc === undefined) {
        throw new Fault('DefaultVpcDoesNotExist', 'No default VPC exists for this account in this region.');
      }
      const here = draft.find('subnet', `vpc:${vpc.id}`).find((one) => one.defaultForAz && one.zoneId === zoneId);
      if (here) {
        const zone = zoneNameOf(context.account, context.region, zoneId);
        throw new Fault(
          'DefaultSubnetAlreadyExistsInAvailabilityZone',
          `'${here.id}' is already the default subnet in ${zone}.`,
        );
      }
      return { Subnet: subnetShape(draft.network, context.account, makeDefaultSubnet(draft, context, vpc, zoneId)) };
    });
  },
} satisfies Ec2Handlers;
