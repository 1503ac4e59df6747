/**
 * Forwarding instances: packets that are neither from them nor for them cross the router twice, as one connection of the
 * kernel's, while AWS tracks connections per interface. So what goes through such an interface in a connection's first
 * direction is written down, and an answer that comes through an interface which never saw the request is asked of that
 * interface's groups, like the first packet that it is to it. Where what forwards has no groups, as transit gateways and NAT gateways, only
 * the receiver's are in question: a connection bears a mark once they let it in. A router without forwarding instances has nothing of this.
 */

import type { Port, Router } from '../../blueprint/blueprint.ts';
import { deviceOf, secondPass } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, quoted, set } from './nft-words.ts';

/** Of instances that send on what was not addressed to them, and NAT gateways. A load balancer's connections are its own. */
export function forwardingPorts(router: Router): readonly Port[] {
  return router.ports.filter(({ sourceCheck, symmetric }) => !sourceCheck && !symmetric);
}

/** Gateways have no groups. */
export function forwardingInstances(router: Router): readonly Port[] {
  return forwardingPorts(router).filter(({ groups }) => groups !== undefined);
}

const isSecondPass = `meta mark & ${secondPass} == ${secondPass}`;

const goesThrough = 'oifname @transit-ports oifname . ip daddr != @port-addresses';
const comesThrough = `${isSecondPass} iifname @transit-ports`;

/** Idle for longer, an answer through the instance is asked about again. */
const remembered = '1h';
const mostRemembered = 65_536;

/** Of a connection, beside the number of a routing table that it may have (symmetric-nft.ts). */
const delivered = '0x80000000';

/** What forwards in the router: instances, whose groups are asked too; only what has none; or nothing. */
function forwarders(router: Router): 'with-groups' | 'without' | 'none' {
  if (forwardingInstances(router).length > 0) return 'with-groups';
  return forwardingPorts(router).length > 0 ? 'without' : 'none';
}

/** A connection that the router has seen on its way to what forwards is new to the groups that are asked. */
const again = `${isSecondPass} ct direction original`;

const entries = {
  'with-groups': [`${again} goto every-stage`, 'ct direction reply ct state established,related goto answers'],
  without: [`${again} ct mark & ${delivered} == 0 goto every-stage`],
  none: [],
} as const;

/** Where the forward hook begins, before connections that are known pass. */
export function transitEntry(router: Router): readonly string[] {
  return entries[forwarders(router)];
}

const notes = { 'with-groups': ['jump note-transit'], without: [], none: [] } as const;

/** What is let through is written down. */
export function transitNote(router: Router): readonly string[] {
  return notes[forwarders(router)];
}

const passedNotes = {
  ...notes,
  without: [`oifname . ip daddr @port-addresses ct mark set ct mark or ${delivered}`],
} as const;

/** The same where every stage has been passed: whether this was the way to the receiver itself. */
export function passedNote(router: Router): readonly string[] {
  return passedNotes[forwarders(router)];
}

export function transitObjects(router: Router): readonly NftObject[] {
  const ports = forwardingInstances(router);
  if (ports.length === 0) return [];
  const devices = ports.map(({ id }) => quoted(deviceOf(id)));
  return [
    set('transit-ports', 'type ifname;', devices),
    set('transited', `typeof ct id . oifname; size ${mostRemembered}; flags dynamic,timeout;`, []),
    chain('note-transit', '', [
      `${goesThrough} update @transited { ct id . oifname timeout ${remembered} }`,
      `${comesThrough} update @transited { ct id . iifname timeout ${remembered} }`,
    ]),
    chain('answers', '', [
      `${comesThrough} ct id . iifname != @transited jump security-group-egress`,
      'jump between-subnets',
      `${goesThrough} ct id . oifname != @transited jump security-group-ingress`,
      'accept',
    ]),
  ];
}
