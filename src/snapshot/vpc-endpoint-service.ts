/** Endpoint services, from describe-vpc-endpoint-service-configurations and -permissions. */

import type { AllowedPrincipal, PrivateDnsVerification, VpcEndpointService } from '../model/vpc-endpoint-service.ts';
import { flag, type Item, items, member, optional, Refusal, required, text, texts } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, derivedId, type World } from './world.ts';

const closed = 'nothing passes its endpoints';

export function readVpcEndpointService(world: World, from: Sourced): readonly VpcEndpointService[] {
  const { item, account, region } = from;
  const id = required(item, 'ServiceId');
  const gateways = texts(item, 'GatewayLoadBalancerArns');
  const state = text(item, 'ServiceState') ?? 'Available';
  if (state !== 'Available') throw new Refusal(`a service that is ${state}`, closed);
  const ids = texts(item, 'AvailabilityZoneIds');
  const names = texts(item, 'AvailabilityZones').map((name) => world.zoneId(account, region, name) ?? name);
  const regions = items(item, 'SupportedRegions').flatMap((one) => text(one, 'Region') ?? []);
  return [
    {
      ...baseOf(from, id),
      kind: 'vpc-endpoint-service',
      ...(gateways.length > 0 ? { serviceType: 'GatewayLoadBalancer' as const } : {}),
      loadBalancers: gateways.length > 0 ? gateways : texts(item, 'NetworkLoadBalancerArns'),
      zoneIds: ids.length > 0 ? ids : names,
      acceptanceRequired: flag(item, 'AcceptanceRequired'),
      ...optional('privateDns', privateNameOf(item)),
      supportedIpAddressTypes: texts(item, 'SupportedIpAddressTypes'),
      supportedRegions: [...new Set([region, ...regions])],
      payer: text(item, 'PayerResponsibility') === 'ServiceOwner' ? 'ServiceOwner' : 'VpcEndpointOwner',
      principals: principalsOf(world, id),
    },
  ];
}

/** Both as it is printed and with the service's id around it, as answers about one of many are kept. */
function principalsOf(world: World, id: string): readonly AllowedPrincipal[] {
  const wrapped = world.about('VpcEndpointServicePermissions', id).flatMap((one) => items(one, 'AllowedPrincipals'));
  return [...world.about('AllowedPrincipals', id), ...wrapped].flatMap((one) => {
    const arn = text(one, 'Principal');
    if (arn === undefined) return [];
    return [{ arn, permission: text(one, 'ServicePermissionId') ?? derivedId('vpce-svc-perm', `${id}/${arn}`) }];
  });
}

function privateNameOf(item: Item): PrivateDnsVerification | undefined {
  const domain = text(item, 'PrivateDnsName');
  const configuration = member(item, 'PrivateDnsNameConfiguration');
  if (domain === undefined) return undefined;
  return {
    domain,
    name: text(configuration, 'Name') ?? '',
    value: text(configuration, 'Value') ?? '',
    state: text(configuration, 'State') === 'verified' ? 'verified' : 'pendingVerification',
  };
}
