/**
 * The stages between a router's interfaces, in one chain of the forward hook: what belongs to a connection skips the groups but
 * never the ACLs; everything else passes all of them. Returning from a stage's chain is passing it. One hook for all
 * stages, because every further one costs each packet of an established connection time.
 */

import type { Router } from '../../blueprint/blueprint.ts';
import { aclQuestion } from './acl-nft.ts';
import { addressElements } from './addresses.ts';
import { refuse } from './flow-log-nft.ts';
import { portVerdicts, withoutGroups } from './group-nft.ts';
import { allowed, type Direction, internetDevice, notAllowed } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, map, quoted, set } from './nft-words.ts';
import { sameSubnetPairs } from './passage-nft.ts';
import { peeringVerdicts, peeringWays } from './peering-nft.ts';
import type { Edges } from './router-nft.ts';
import { passedNote, transitEntry, transitNote, transitObjects } from './transit-nft.ts';
import { translationRules } from './translate-nft.ts';
import { toDownSubnets } from './zone-fault-nft.ts';

function entry(router: Router): readonly NftObject[] {
  return [
    chain('forward', 'type filter hook forward priority 0; policy drop;', [
      ...toDownSubnets(router),
      ...transitEntry(router),
      'ct state established,related goto known-connection',
      'goto every-stage',
    ]),
    chain('known-connection', '', [...transitNote(router), 'jump between-subnets', 'accept']),
    chain('every-stage', '', [
      'jump security-group-egress',
      'jump between-subnets',
      'jump security-group-ingress',
      ...passedNote(router),
      'accept',
    ]),
    ...transitObjects(router),
  ];
}

function groupStage(router: Router, direction: Direction, side: 'iifname' | 'oifname'): NftObject {
  const stage = `security-group-${direction}` as const;
  return chain(stage, '', [
    `${side} vmap @${direction}-of-port`,
    `meta mark & ${allowed} == 0 ${refuse(router, stage)}`,
    `meta mark set meta mark & ${notAllowed}`,
  ]);
}

/** A gateway endpoint opens no connection, so it is missing among the senders. */
function groupStages(router: Router, { gatewayEndpoints, peerings }: Edges): readonly NftObject[] {
  const internet = router.internetGateway ? [[quoted(internetDevice), withoutGroups] as const] : [];
  const edges = [...internet, ...peeringVerdicts(peerings)];
  const endpoints = gatewayEndpoints.map((device) => [quoted(device), withoutGroups] as const);
  return [
    map('egress-of-port', 'type ifname : verdict;', [...edges, ...portVerdicts(router, 'egress')]),
    map('ingress-of-port', 'type ifname : verdict;', [...edges, ...endpoints, ...portVerdicts(router, 'ingress')]),
    groupStage(router, 'egress', 'iifname'),
    groupStage(router, 'ingress', 'oifname'),
  ];
}

/** Links of no subnet are in group 0; routes that lead nowhere end on the loopback device, so that they can be counted. */
function betweenSubnets(router: Router, { peerings }: Edges): readonly NftObject[] {
  const [leaves, enters] = [aclQuestion(router, 'egress'), aclQuestion(router, 'ingress')];
  const areAsked = leaves.length + enters.length > 0;
  return [
    ...(areAsked ? [set('same-subnet', 'typeof iifgroup . oifgroup;', sameSubnetPairs(router))] : []),
    set('vpc-cidrs', 'type ipv4_addr; flags interval;', addressElements(router.cidrs)),
    chain('between-subnets', '', [
      ...peeringWays(peerings),
      'iifgroup 0 goto from-outside',
      'oifgroup 0 goto to-outside',
      ...(areAsked ? ['iifgroup . oifgroup @same-subnet return'] : []),
      ...leaves,
      ...enters,
    ]),
    chain('from-outside', '', ['oifgroup 0 goto leaving', ...enters]),
    chain('to-outside', '', [...leaves, 'goto leaving']),
    chain('leaving', '', [
      `oif "lo" ip daddr @vpc-cidrs ${refuse(router, 'deliver')}`,
      `oif "lo" ${refuse(router, 'route')}`,
      ...translationRules(router),
    ]),
  ];
}

export function stageObjects(router: Router, edges: Edges): readonly NftObject[] {
  return [...entry(router), ...groupStages(router, edges), ...betweenSubnets(router, edges)];
}
