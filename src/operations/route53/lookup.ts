/**
 * From an id to the hosted zone that it names. A zone of another account does not exist for the caller, but where a VPC is
 * to be associated with it.
 */

import type { HostedZone } from '../../model/hosted-zone.ts';
import type { Network } from '../../model/network.ts';
import { noSuchHostedZone } from './faults.ts';

export interface Reader {
  get: Network['get'];
}

/** Clients may send the id as answers print it, `/hostedzone/Z…`. */
export function bareId(id: string): string {
  return id.replace(/^\/?(hostedzone|change)\//, '');
}

/** @throws Fault NoSuchHostedZone */
export function anyZone(reader: Reader, id: string): HostedZone {
  const zone = reader.get('hosted-zone', bareId(id));
  if (zone === undefined) throw noSuchHostedZone(bareId(id));
  return zone;
}

/** @throws Fault NoSuchHostedZone */
export function ownZone(reader: Reader, account: string, id: string): HostedZone {
  const zone = anyZone(reader, id);
  if (zone.account !== account) throw noSuchHostedZone(zone.id);
  return zone;
}
