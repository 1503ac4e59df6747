/**
 * The leave that a private zone's owner gives another account to associate one of its VPCs. Taking it back ends no
 * association: https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteVPCAssociationAuthorization.html.
 */

import { globalRegion } from '../../model/account.ts';
import { authorizationId } from '../../model/hosted-zone.ts';
import { regionOf } from '../../model/region.ts';
import { authorizationNotFound, invalidInput, invalidVpc, publicZoneAssociation } from './faults.ts';
import type { Route53Handlers } from './handlers.ts';
import { vpcShape } from './hosted-zone-shape.ts';
import { ownZone } from './lookup.ts';
import { pageSize, tokenPage } from './page.ts';
import { readVpcInput } from './vpc-input.ts';

const usualItems = 50;

type Operations =
  | 'CreateVPCAssociationAuthorization'
  | 'DeleteVPCAssociationAuthorization'
  | 'ListVPCAssociationAuthorizations';

export const vpcAssociationAuthorizationOperations: Route53Handlers<Operations> = {
  /** Whose the VPC is, and whether there is one, isn't looked at before somebody uses the authorization. */
  CreateVPCAssociationAuthorization(context, { HostedZoneId, VPC: input }) {
    const { vpc, region } = readVpcInput(input);
    if (!/^vpc-[0-9a-f]{8,17}$/.test(vpc)) throw invalidVpc(vpc, region);
    if (regionOf(region) === undefined) throw invalidInput(`The VPC region ${region} does not exist.`);
    return context.transact((draft) => {
      const zone = ownZone(draft, context.account, HostedZoneId);
      if (!zone.private) throw publicZoneAssociation();
      const { account, now } = context;
      const common = { account, region: globalRegion, created: now, tags: {}, zone: zone.id } as const;
      const id = authorizationId(zone.id, region, vpc);
      draft.put({ kind: 'vpc-association-authorization', id, ...common, vpc, vpcRegion: region });
      return { HostedZoneId: zone.id, VPC: vpcShape({ region, vpc }) };
    });
  },

  DeleteVPCAssociationAuthorization(context, { HostedZoneId, VPC: input }) {
    const { vpc, region } = readVpcInput(input);
    return context.transact((draft) => {
      const zone = ownZone(draft, context.account, HostedZoneId);
      const id = authorizationId(zone.id, region, vpc);
      if (draft.get('vpc-association-authorization', id) === undefined) throw authorizationNotFound(vpc, zone.id);
      draft.remove('vpc-association-authorization', id);
      return {};
    });
  },

  ListVPCAssociationAuthorizations({ network, account }, { HostedZoneId, NextToken, MaxResults }) {
    const zone = ownZone(network, account, HostedZoneId);
    const all = network.find('vpc-association-authorization', `zone:${zone.id}`);
    const { items, next } = tokenPage(all, NextToken, pageSize(MaxResults, usualItems));
    return {
      HostedZoneId: zone.id,
      VPCs: items.map(({ vpc, vpcRegion }) => vpcShape({ region: vpcRegion, vpc })),
      ...next,
    };
  },
};
