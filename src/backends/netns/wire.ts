/**
 * Wires: what an interface of an endpoint to a customer's service, or of a gateway load balancer, is, from the router of its VPC to the load balancer's node.
 * Within a region one pair of devices; between regions one in each backbone's keeping (backbone-plan.ts), so that nothing leaves
 * a region but by its backbone. A wire is there while both ends are in the Blueprint and name it.
 */

import type { Blueprint, Node } from '../../blueprint/blueprint.ts';
import { backboneId } from './names.ts';

export interface Wire {
  /** The endpoint's interface. */
  readonly port: string;
  /** The id of the load balancer's node. */
  readonly loadBalancer: string;
  /** Of the consumer, and of the provider. */
  readonly from: string;
  readonly to: string;
}

type NodeOf<K extends Node['kind']> = Node & { readonly kind: K };

function nodesOf<K extends Node['kind']>({ nodes }: Blueprint, kind: K): readonly NodeOf<K>[] {
  return nodes.filter((node): node is NodeOf<K> => node.kind === kind);
}

/** By the load balancer's node, and there by the endpoint's interface. */
export function wiresOf(blueprint: Blueprint): ReadonlyMap<string, ReadonlyMap<string, Wire>> {
  const regionOf = new Map(blueprint.routers.map(({ id, region }) => [id, region]));
  const consumers = new Map(nodesOf(blueprint, 'service-endpoint').map(({ port, router }) => [port, router]));
  return new Map(
    [...nodesOf(blueprint, 'load-balancer-node'), ...nodesOf(blueprint, 'gateway-load-balancer-node')].map(
      ({ id, router, endpoints }) => {
        const to = regionOf.get(router) ?? '';
        const found = endpoints.flatMap((port) => {
          const consumer = consumers.get(port);
          if (consumer === undefined) return [];
          return [[port, { port, loadBalancer: id, from: regionOf.get(consumer) ?? to, to }] as const];
        });
        return [id, new Map(found)];
      },
    ),
  );
}

export function isDistant({ from, to }: Wire): boolean {
  return from !== to;
}

/** Where the link ends that the consumer's router makes: the id of a namespace. */
export function wireEnd(wire: Wire): string {
  return isDistant(wire) ? backboneId(wire.from) : wire.loadBalancer;
}
