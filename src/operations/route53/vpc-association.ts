/**
 * In which VPCs a private hosted zone holds. A VPC's owner associates it, with the leave of the zone's owner where that is
 * another account; either of them ends it.
 *
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-associate-vpcs-different-accounts.html
 */

import { endpointWithPrivateZone, privateHostedZone } from '../../model/endpoint-name.ts';
import { authorizationId, type HostedZone, holdsIn, privateZone, withoutVpc } from '../../model/hosted-zone.ts';
import type { Network } from '../../model/network.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Context } from '../context.ts';
import { changeInfo } from './change.ts';
import {
  associationNotFound,
  conflictingDomain,
  lastAssociation,
  noSuchHostedZone,
  notAuthorized,
  publicZoneAssociation,
} from './faults.ts';
import type { Route53Handlers } from './handlers.ts';
import { anyZone, type Reader } from './lookup.ts';
import { ownVpc, readVpcInput, type VpcInput } from './vpc-input.ts';

/** One private zone of a name in a VPC, the hidden ones of its endpoints included. @throws Fault ConflictingDomainExists */
export function checkNoConflict(network: Network, vpc: Vpc, name: string): void {
  const zone = privateZone(network, vpc.id, name);
  if (zone) throw conflictingDomain(vpc.id, vpc.region, zone.id);
  const endpoint = endpointWithPrivateZone(network, vpc.id, name.replace(/\.$/, ''));
  if (endpoint) throw conflictingDomain(vpc.id, vpc.region, privateHostedZone(endpoint));
}

/** The zone and VPC of a request to associate them. @throws Fault where the caller may not */
function associable(reader: Reader, context: Context, zoneId: string, input: VpcInput) {
  const { vpc: id, region } = readVpcInput(input);
  const zone = anyZone(reader, zoneId);
  const isOwn = zone.account === context.account;
  const allowed = isOwn || reader.get('vpc-association-authorization', authorizationId(zone.id, region, id));
  const foreign = reader.get('vpc', id);
  // Its owner alone may bring a VPC, whatever the zone's owner wants.
  if (!allowed || (isOwn && foreign && foreign.account !== context.account)) throw notAuthorized(id);
  if (!zone.private) throw publicZoneAssociation();
  return { zone, vpc: ownVpc(reader, context, input) };
}

function checkEnds(zone: HostedZone, vpc: string, region: string): void {
  if (!zone.vpcs.some((one) => one.vpc === vpc && one.region === region))
    throw associationNotFound(vpc, region, zone.id);
  if (zone.vpcs.length === 1) throw lastAssociation();
}

export const vpcAssociationOperations: Route53Handlers<'AssociateVPCWithHostedZone' | 'DisassociateVPCFromHostedZone'> =
  {
    AssociateVPCWithHostedZone(context, { HostedZoneId, VPC: input, Comment }) {
      return context.transact((draft) => {
        const { zone, vpc } = associable(draft, context, HostedZoneId, input);
        checkNoConflict(draft.network, vpc, zone.name);
        draft.put({ ...zone, vpcs: [...zone.vpcs, { region: vpc.region, vpc: vpc.id }] });
        return { ChangeInfo: changeInfo(context, draft.revision, Comment) };
      });
    },

    DisassociateVPCFromHostedZone(context, { HostedZoneId, VPC: input, Comment }) {
      const { vpc, region } = readVpcInput(input);
      return context.transact((draft) => {
        const zone = anyZone(draft, HostedZoneId);
        const ownsVpc = draft.get('vpc', vpc)?.account === context.account;
        if (zone.account !== context.account && !(ownsVpc && holdsIn(zone, vpc))) throw noSuchHostedZone(zone.id);
        checkEnds(zone, vpc, region);
        draft.put(withoutVpc(zone, vpc));
        return { ChangeInfo: changeInfo(context, draft.revision, Comment) };
      });
    },
  };
