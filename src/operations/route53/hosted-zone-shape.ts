/** A hosted zone and its VPCs as answers show them. */

import type { HostedZone as HostedZoneShape, VPC } from '@aws-sdk/client-route-53';
import type { HostedZone } from '../../model/hosted-zone.ts';
import type { Network } from '../../model/network.ts';

export function zoneShape(network: Network, zone: HostedZone): HostedZoneShape {
  const { comment } = zone;
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { ...(comment === undefined ? {} : { Comment: comment }), PrivateZone: zone.private },
    ResourceRecordSetCount: network.count('record-set', `zone:${zone.id}`),
  };
}

export function vpcShape({ region, vpc }: HostedZone['vpcs'][number]): VPC {
  return { VPCRegion: region as NonNullable<VPC['VPCRegion']>, VPCId: vpc };
}
