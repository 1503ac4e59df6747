/**
 * The options of a peering connection: whether one side's public host names mean private addresses to the other. Each side sets
 * its own, where its VPC is. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html
 */

import type { PeeringConnectionOptionsRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import type { VpcPeeringConnection } from '../../model/vpc-peering-connection.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { missingParameter, notOffered, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { peeringState } from './state.ts';
import { findPeering } from './vpc-peering-connection.ts';

type Role = 'requester' | 'accepter';
type Options = Readonly<PeeringConnectionOptionsRequest>;

const notPermitted = (message: string): Fault => new Fault('OperationNotPermitted', message);

/** @throws Fault where the side is another account's, or in another region */
function checkSide({ account, region }: Context, connection: VpcPeeringConnection, role: Role): void {
  const side = connection[role];
  if (side.account !== account) {
    throw notPermitted(`User ${account} does not have permission to modify the ${role} side peering options`);
  }
  if (side.region === region) return;
  const owner = role === 'requester' ? 'Requester' : 'Accepter';
  // The sentence is quoted; the code is the likeliest.
  throw notPermitted(`${owner}'s VPC Peering connection options cannot be modified for a different region`);
}

/** Both VPCs must have both DNS attributes. The code is documented; the sentence is the one of the list of codes. */
function checkHostNames(draft: Draft, { requester, accepter }: VpcPeeringConnection): void {
  const vpcs = [requester, accepter].map(({ vpc }) => draft.get('vpc', vpc));
  if (vpcs.every((vpc) => vpc?.enableDnsSupport && vpc.enableDnsHostnames)) return;
  throw new Fault(
    'InvalidVpcPeeringConnectionState.DnsHostnamesDisabled',
    'To enable DNS hostname resolution for the VPC peering connection, DNS hostname support must be enabled for the VPCs.',
  );
}

function checkOffered(options: Options): void {
  const { AllowEgressFromLocalClassicLinkToRemoteVpc: out, AllowEgressFromLocalVpcToRemoteClassicLink: into } = options;
  if (out || into) throw notOffered('ClassicLink');
}

export const vpcPeeringConnectionOptionsOperations = {
  ModifyVpcPeeringConnectionOptions(context, input) {
    const id = required(input.VpcPeeringConnectionId, 'vpcPeeringConnectionId');
    const given: readonly (readonly [Role, Options])[] = [
      ...(input.AccepterPeeringConnectionOptions
        ? [['accepter', input.AccepterPeeringConnectionOptions] as const]
        : []),
      ...(input.RequesterPeeringConnectionOptions
        ? [['requester', input.RequesterPeeringConnectionOptions] as const]
        : []),
    ];
    if (given.length === 0) throw missingParameter('accepterPeeringConnectionOptions');
    for (const [, options] of given) checkOffered(options);
    return context.transact((draft) => {
      const connection = findPeering(draft.network, context, id);
      if (peeringState(context, connection) !== 'active') {
        throw notPermitted(`Peering ${id} is not active. Peering options can be added only to active peerings.`);
      }
      for (const [role] of given) checkSide(context, connection, role);
      if (given.some(([, options]) => options.AllowDnsResolutionFromRemoteVpc)) checkHostNames(draft, connection);
      const changed = given.flatMap(([role, { AllowDnsResolutionFromRemoteVpc: allow }]) =>
        allow === undefined ? [] : [[role, { ...connection[role], allowDnsResolutionFromRemoteVpc: allow }] as const],
      );
      const next: VpcPeeringConnection = { ...connection, ...Object.fromEntries(changed) };
      if (changed.length > 0) draft.put(next);
      const shown = (role: Role) => ({ AllowDnsResolutionFromRemoteVpc: next[role].allowDnsResolutionFromRemoteVpc });
      return {
        ...(input.AccepterPeeringConnectionOptions ? { AccepterPeeringConnectionOptions: shown('accepter') } : {}),
        ...(input.RequesterPeeringConnectionOptions ? { RequesterPeeringConnectionOptions: shown('requester') } : {}),
      };
    });
  },
} satisfies Ec2Handlers;
