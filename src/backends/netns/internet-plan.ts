/**
 * The simulated internet's namespace: every public host and service prefix is local to it, and each VPC's public addresses
 * lead back to that VPC's router. It forwards between routers only; the machine's own network is not reachable from it.
 */

import type { Blueprint } from '../../blueprint/blueprint.ts';
import { isIpv4 } from './addresses.ts';
import { forwardingSettings } from './forwarding-settings.ts';
import { neighbourPiece, upPiece } from './link-plan.ts';
import { deviceOf, internetId, namespaceOf, nearAddress, routerMac } from './names.ts';
import { ipDigest, localPrefix } from './node-plan.ts';
import type { NamespacePlan, Piece } from './plan.ts';

function attachmentPieces(router: string, publicAddresses: readonly string[]): readonly Piece[] {
  const device = deviceOf(router);
  const routes = publicAddresses.filter(isIpv4).map(
    (address): Piece => ({
      key: `public ${address}`,
      add: `route replace ${address}/32 via ${nearAddress} dev ${device} onlink`,
      remove: `route del ${address}/32`,
      device,
    }),
  );
  return [upPiece(device), neighbourPiece(device, nearAddress, routerMac), ...routes];
}

/** Routers without an internet gateway have no link here, whatever the attachments say. */
export function internetPlan(prefix: string, blueprint: Blueprint): NamespacePlan {
  const linked = new Set(blueprint.routers.filter((router) => router.internetGateway).map(({ id }) => id));
  const pieces: readonly Piece[] = [
    { key: 'up lo', add: 'link set dev lo up' },
    ...blueprint.internet.hosts.filter(isIpv4).map(localPrefix),
    ...blueprint.internet.servicePrefixes.filter(isIpv4).map(localPrefix),
    ...blueprint.internet.attachments
      .filter(({ router }) => linked.has(router))
      .flatMap(({ router, publicAddresses }) => attachmentPieces(router, publicAddresses)),
  ];
  const name = namespaceOf(prefix, internetId);
  return {
    name,
    kind: 'internet',
    settings: forwardingSettings,
    links: [],
    pieces,
    digest: ipDigest({ settings: forwardingSettings, pieces }),
  };
}
