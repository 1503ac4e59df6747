/**
 * Which NAT gateway, endpoint, load balancer or attachment of a transit gateway a network interface belongs to: the first two name
 * their interfaces, the others' interfaces name them in their descriptions.
 */

import { type Item, items, text, texts } from './item.ts';
import type { World } from './world.ts';

export interface Parents {
  of(networkInterface: Item): string | undefined;
}

export function parentsIn(world: World): Parents {
  const owners = new Map<string, string>();
  for (const { item } of world.list('NatGateways')) {
    for (const address of items(item, 'NatGatewayAddresses')) {
      add(text(address, 'NetworkInterfaceId'), text(item, 'NatGatewayId'));
    }
  }
  for (const { item } of world.list('InstanceConnectEndpoints')) {
    for (const id of texts(item, 'NetworkInterfaceIds')) add(id, text(item, 'InstanceConnectEndpointId'));
  }
  for (const { item } of world.list('VpcEndpoints')) {
    for (const id of texts(item, 'NetworkInterfaceIds')) add(id, text(item, 'VpcEndpointId'));
  }
  const balancers = new Map<string, string>();
  for (const { item } of world.list('LoadBalancers')) {
    const arn = text(item, 'LoadBalancerArn');
    const path = arn?.split(':loadbalancer/')[1];
    if (arn !== undefined && path !== undefined) balancers.set(`ELB ${path}`, arn);
  }

  function add(networkInterface: string | undefined, owner: string | undefined): void {
    if (networkInterface !== undefined && owner !== undefined) owners.set(networkInterface, owner);
  }

  return {
    of: (item) => {
      const description = text(item, 'Description') ?? '';
      const attachment = /Transit Gateway Attachment (tgw-attach-[0-9a-f]+)$/.exec(description)?.[1];
      return owners.get(text(item, 'NetworkInterfaceId') ?? '') ?? balancers.get(description) ?? attachment;
    },
  };
}
