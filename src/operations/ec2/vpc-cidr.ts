/**
 * The IPv4 blocks of a VPC: which are allowed, and adding and removing secondary ones. Each block has a local route in every
 * route table of the VPC (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html).
 */

import { type Cidr, containsCidr, formatCidr, overlaps, parseCidr } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { visible } from './describe.ts';
import { dependencyViolation, invalidParameterValue, notAuthorized, notOffered, owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { localRoute } from './vpc-parts.ts';
import { growBesidePeers } from './vpc-peering-connection-end.ts';

const shortestPrefix = 16;
const longestPrefix = 28;

export const blockOf = (text: string): Cidr => parseCidr(text)!;

/** A block whose text is good, or InvalidParameterValue. */
export function readCidr(text: string, parameter = 'cidrBlock'): Cidr {
  const cidr = parseCidr(text);
  if (cidr) return cidr;
  throw invalidParameterValue(`Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`);
}

export function hasAllowedSize(cidr: Cidr): boolean {
  return cidr.length >= shortestPrefix && cidr.length <= longestPrefix;
}

/** A VPC's block in canonical form. @throws Fault InvalidParameterValue, InvalidVpc.Range */
export function readVpcCidr(text: string): string {
  const cidr = readCidr(text);
  if (!hasAllowedSize(cidr)) throw new Fault('InvalidVpc.Range', `The CIDR '${text}' is invalid.`);
  return formatCidr(cidr);
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(blockOf);
const alwaysRestricted = blockOf('198.19.0.0/16');

/** Secondary blocks from a private range other than the primary one's are refused. */
function isRestricted(primary: Cidr, cidr: Cidr): boolean {
  if (overlaps(alwaysRestricted, cidr)) return true;
  return privateRanges.some((range) => overlaps(range, cidr) && !containsCidr(range, primary));
}

const restricted = (text: string): Fault =>
  new Fault(
    'InvalidVpc.Range',
    `The CIDR '${text}' is restricted. Use a CIDR from the same private address range as the current VPC CIDR, or use a publicly-routable CIDR. For additional restrictions, see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Subnets.html`,
  );

function checkSecondary(draft: Draft, vpc: Vpc, text: string): void {
  const cidr = blockOf(text);
  if (vpc.cidrs.some((one) => overlaps(blockOf(one.cidr), cidr))) {
    // The likeliest sentence; the code is documented.
    throw new Fault('InvalidVpc.Range', `The CIDR '${text}' conflicts with an existing CIDR of the VPC.`);
  }
  if (isRestricted(blockOf(vpc.cidrs[0]!.cidr), cidr)) throw restricted(text);
  const routes = draft.find('route-table', `vpc:${vpc.id}`).flatMap((table) => table.routes);
  for (const { destination } of routes) {
    if (destination.kind !== 'cidr' || !containsCidr(cidr, blockOf(destination.cidr))) continue;
    throw new Fault('InvalidVpc.Range', `The CIDR '${text}' conflicts with the route to ${destination.cidr}.`);
  }
}

function changeLocalRoutes(draft: Draft, vpc: Vpc, cidrs: readonly string[]): void {
  for (const table of draft.find('route-table', `vpc:${vpc.id}`)) {
    const kept = table.routes.filter(
      ({ destination, origin }) =>
        origin !== 'CreateRouteTable' || (destination.kind === 'cidr' && cidrs.includes(destination.cidr)),
    );
    const locals = kept.filter((route) => route.origin === 'CreateRouteTable');
    const has = new Set(locals.map(({ destination }) => destination.kind === 'cidr' && destination.cidr));
    const added = cidrs.filter((cidr) => !has.has(cidr)).map(localRoute);
    draft.put({ ...table, routes: [...locals, ...added, ...kept.filter((route) => !locals.includes(route))] });
  }
}

/** @throws Fault where there is none, or where it is of another's VPC that the caller only sees */
function vpcOfAssociation(draft: Draft, context: Context, id: string): Vpc {
  const vpcs = visible({ ...context, network: draft.network }, 'vpc');
  const vpc = vpcs.find((one) => one.cidrs.some((cidr) => cidr.id === id));
  if (vpc?.account === context.account) return vpc;
  if (vpc) throw notAuthorized();
  throw new Fault(
    'InvalidVpcCidrBlockAssociationID.NotFound',
    `The vpc CIDR block association ID '${id}' does not exist`,
  );
}

export const vpcCidrOperations = {
  AssociateVpcCidrBlock(context, input) {
    if (input.AmazonProvidedIpv6CidrBlock || input.Ipv6CidrBlock || input.Ipv6Pool || input.Ipv6IpamPoolId) {
      throw notOffered('An IPv6 CIDR block for a VPC');
    }
    if (input.Ipv4IpamPoolId) throw notOffered('IPAM');
    const cidr = readVpcCidr(required(input.CidrBlock, 'cidrBlock'));
    return context.transact((draft) => {
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId'));
      checkSecondary(draft, vpc, cidr);
      checkQuota(context, 'cidrsPerVpc', vpc.cidrs.length + 1, vpc.id);
      growBesidePeers(draft, context, vpc, cidr);
      const id = resourceId(context.random, 'vpc-cidr-assoc');
      const grown: Vpc = { ...vpc, cidrs: [...vpc.cidrs, { id, cidr }] };
      draft.put(grown);
      changeLocalRoutes(
        draft,
        grown,
        grown.cidrs.map((one) => one.cidr),
      );
      return {
        VpcId: vpc.id,
        CidrBlockAssociation: { AssociationId: id, CidrBlock: cidr, CidrBlockState: { State: 'associating' } },
      };
    });
  },

  DisassociateVpcCidrBlock(context, input) {
    const id = required(input.AssociationId, 'associationId');
    return context.transact((draft) => {
      const vpc = vpcOfAssociation(draft, context, id);
      const { cidr } = vpc.cidrs.find((one) => one.id === id)!;
      if (vpc.cidrs[0]!.id === id) {
        throw new Fault(
          'OperationNotPermitted',
          `The vpc CIDR block with association ID ${id} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`,
        );
      }
      const block = blockOf(cidr);
      if (draft.find('subnet', `vpc:${vpc.id}`).some((subnet) => containsCidr(block, blockOf(subnet.cidr)))) {
        // The likeliest code and sentence.
        throw dependencyViolation('vpc CIDR block', id);
      }
      const rest = vpc.cidrs.filter((one) => one.id !== id);
      const shrunk: Vpc = { ...vpc, cidrs: rest };
      draft.put(shrunk);
      changeLocalRoutes(
        draft,
        shrunk,
        rest.map((one) => one.cidr),
      );
      return {
        VpcId: vpc.id,
        CidrBlockAssociation: { AssociationId: id, CidrBlock: cidr, CidrBlockState: { State: 'disassociating' } },
      };
    });
  },
} satisfies Ec2Handlers;
