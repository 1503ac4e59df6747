/** A service of one generated VPC, behind its load balancer, that another VPC reaches through an endpoint, from its region too. */

import type { Dice } from './dice.ts';
import { oneOfEachZone } from './gateways.ts';
import { openOrAny } from './instances.ts';
import { asking, type GeneratedVpc, type Inventory } from './inventory.ts';
import { addLoadBalancer, listenerPort } from './load-balancers.ts';
import type { Call } from './plan.ts';

export function addService(
  dice: Dice,
  inventory: Inventory,
  provider: GeneratedVpc,
  consumers: readonly GeneratedVpc[],
): void {
  const balancer = `${provider.name}_nlb`;
  addLoadBalancer(dice, inventory, provider, balancer);
  const ask = asking(inventory.calls, provider.owner);
  const service = `${provider.name}_service`;
  const away = consumers.map(({ region }) => region).filter((region) => region !== provider.region);
  const input = {
    NetworkLoadBalancerArns: [`$${balancer}`],
    AcceptanceRequired: dice.chance(15),
    ...(away.length > 0 ? { SupportedRegions: away } : {}),
  };
  ask('ec2', 'CreateVpcEndpointServiceConfiguration', input, {
    [service]: 'ServiceConfiguration.ServiceId',
    [`${service}_name`]: 'ServiceConfiguration.ServiceName',
  });
  ask('ec2', 'ModifyVpcEndpointServicePermissions', { ServiceId: `$${service}`, AddAllowedPrincipals: ['*'] });
  for (const consumer of new Set(consumers)) addEndpoint(dice, inventory, provider, consumer, service);
}

function addEndpoint(
  dice: Dice,
  inventory: Inventory,
  provider: GeneratedVpc,
  consumer: GeneratedVpc,
  service: string,
): void {
  const isRemote = provider.region !== consumer.region;
  const offered = new Set(provider.subnets.map(({ zone }) => zone));
  const subnets = oneOfEachZone(consumer.subnets).filter(({ zone }) => isRemote || offered.has(zone));
  if (subnets.length === 0) return;
  const name = `${consumer.name}_door`;
  const input = {
    VpcId: `$${consumer.name}`,
    VpcEndpointType: 'Interface',
    ServiceName: `$${service}_name`,
    SubnetIds: subnets.map((subnet) => `$${subnet.name}`),
    SecurityGroupIds: [openOrAny(dice, consumer)],
    ...(isRemote ? { ServiceRegion: provider.region } : {}),
  };
  const ask = asking(inventory.calls, consumer.owner);
  ask('ec2', 'CreateVpcEndpoint', input, { [name]: 'VpcEndpoint.VpcEndpointId' });
  inventory.endpoints.push({ name, vpc: consumer.name, zones: subnets.length, port: listenerPort });
}

/** The service's owner changes its mind; undefined where there is no service. */
export function serviceChange(dice: Dice, inventory: Inventory): Call | undefined {
  const [door] = dice.some(inventory.endpoints.filter(({ name }) => name.endsWith('_door')));
  const service = inventory.calls.find(({ operation }) => operation === 'CreateVpcEndpointServiceConfiguration');
  const [ServiceId] = Object.keys(service?.gives ?? {});
  if (!door || !ServiceId) return undefined;
  const operation = dice.pick(['AcceptVpcEndpointConnections', 'RejectVpcEndpointConnections']);
  const input = { ServiceId: `$${ServiceId}`, VpcEndpointIds: [`$${door.name}`] };
  return { owner: 'provider', service: 'ec2', operation, input };
}
