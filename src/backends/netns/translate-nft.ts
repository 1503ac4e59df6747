/**
 * The internet gateway: each public address stands for one private one, both ways, and nothing without one passes. Groups and
 * ACLs see private addresses, because translation is the first thing on the way in and the last on the way out.
 */

import type { Router } from '../../blueprint/blueprint.ts';
import { internetDevice } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, drop, map, quoted, set } from './nft-words.ts';

/** An internet gateway forwards nothing to these, whatever the routes say. */
const notOnTheInternet = '{ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16 }';

export function translationRules(router: Router): readonly string[] {
  if (!router.internetGateway) return [];
  const igw = quoted(internetDevice);
  return [
    `oifname ${igw} ip daddr ${notOnTheInternet} ${drop('translate')}`,
    `oifname ${igw} ip saddr != @translated-addresses ${drop('translate')}`,
  ];
}

export function translationObjects(router: Router): readonly NftObject[] {
  if (!router.internetGateway) return [];
  const { translations } = router.internetGateway;
  const igw = quoted(internetDevice);
  return [
    set(
      'public-addresses',
      'type ipv4_addr;',
      translations.map(({ publicAddress }) => publicAddress),
    ),
    set(
      'translated-addresses',
      'type ipv4_addr;',
      translations.map(({ privateAddress }) => privateAddress),
    ),
    map(
      'public-of',
      'type ipv4_addr : ipv4_addr;',
      translations.map(({ publicAddress, privateAddress }) => [privateAddress, publicAddress] as const),
    ),
    map(
      'private-of',
      'type ipv4_addr : ipv4_addr;',
      translations.map(({ publicAddress, privateAddress }) => [publicAddress, privateAddress] as const),
    ),
    chain('translate-in', 'type nat hook prerouting priority -100; policy accept;', [
      `iifname ${igw} dnat to ip daddr map @private-of`,
    ]),
    chain('translate-out', 'type nat hook postrouting priority 100; policy accept;', [
      `oifname ${igw} snat to ip saddr map @public-of`,
    ]),
  ];
}
