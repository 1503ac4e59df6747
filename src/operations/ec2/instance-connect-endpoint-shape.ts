/** EC2 Instance Connect Endpoints as answers show them, and the filters of their list. Changes nothing. */

import type { Ec2InstanceConnectEndpoint } from '@aws-sdk/client-ec2';
import { arnOf } from '../../model/ec2-arn.ts';
import type { InstanceConnectEndpoint } from '../../model/instance-connect-endpoint.ts';
import { zoneNameOf } from '../../model/region.ts';
import type { Context } from '../context.ts';
import type { FilterTable } from './describe.ts';
import { settled } from './state.ts';
import { tagList } from './tags.ts';

type State = `${InstanceConnectEndpoint['change']}-${'complete' | 'in-progress'}`;

function stateOf(context: Context, { change, stateRevision }: InstanceConnectEndpoint): State {
  return settled(context, stateRevision) ? `${change}-complete` : `${change}-in-progress`;
}

/** AWS has FIPS endpoints in the regions of the United States and Canada (https://aws.amazon.com/compliance/fips/). */
const fipsRegions = /^(us|ca)-/;

function namesOf({ id, region, dnsSuffix }: InstanceConnectEndpoint) {
  const nameIn = (part: string): string =>
    `${id}.${dnsSuffix}${part}.ec2-instance-connect-endpoint.${region}.amazonaws.com`;
  return { DnsName: nameIn(''), ...(fipsRegions.test(region) ? { FipsDnsName: nameIn('.fips') } : {}) };
}

export function instanceConnectEndpointShape(
  context: Context,
  endpoint: InstanceConnectEndpoint,
): Ec2InstanceConnectEndpoint {
  const names = namesOf(endpoint);
  return {
    AvailabilityZone: zoneNameOf(context.account, endpoint.region, endpoint.zoneId),
    AvailabilityZoneId: endpoint.zoneId,
    CreatedAt: new Date(endpoint.created),
    ...names,
    InstanceConnectEndpointArn: arnOf(endpoint),
    InstanceConnectEndpointId: endpoint.id,
    IpAddressType: 'ipv4',
    NetworkInterfaceIds: [endpoint.networkInterface],
    OwnerId: endpoint.account,
    PreserveClientIp: endpoint.preserveClientIp,
    PublicDnsNames: { Ipv4: names },
    SecurityGroupIds: [...endpoint.groups],
    State: stateOf(context, endpoint),
    StateMessage: '',
    SubnetId: endpoint.subnet,
    Tags: tagList(endpoint.tags),
    VpcId: endpoint.vpc,
  };
}

export function instanceConnectEndpointFilters(context: Context): FilterTable<InstanceConnectEndpoint> {
  return {
    'instance-connect-endpoint-id': ({ id }) => id,
    state: (endpoint) => stateOf(context, endpoint),
    'subnet-id': ({ subnet }) => subnet,
    'vpc-id': ({ vpc }) => vpc,
  };
}
