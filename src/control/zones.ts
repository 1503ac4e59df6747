/**
 * `GET /_postern/zones` and `PUT /_postern/zones/REGION/AZ-ID`: which availability zones are down, and taking one down or up
 * again. It changes what every account sees, so the request must be the management account's; what a fault does to packets
 * is compile's matter.
 */

import type { IncomingMessage } from 'node:http';
import { Fault } from '../base/fault.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import { regionOf, regions } from '../model/region.ts';
import { isZoneDown, zoneFaultId } from '../model/zone-fault.ts';
import type { Store } from '../store/store.ts';
import { managementAuthor, managementOf } from './author.ts';
import { bodyOf } from './body.ts';

export interface ZoneOptions {
  readonly network: () => Network;
  readonly transact: Store['transact'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Throws a Fault unless the management account's root has signed. */
  readonly admit: (request: IncomingMessage, body: Uint8Array) => void;
}

export interface ZoneDown {
  readonly region: string;
  readonly zoneId: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface ZoneChange {
  readonly region: string;
  readonly zoneId: string;
  readonly state: 'down' | 'up';
  /** False: it was so already. */
  readonly changed: boolean;
  /** In force once the data plane has applied this revision. */
  readonly revision: number;
}

export function zonesDown(network: Network): { readonly down: readonly ZoneDown[] } {
  const down = network.find('zone-fault', every).map(({ region, zoneId, created }) => ({
    region,
    zoneId,
    since: new Date(created).toISOString(),
  }));
  return { down };
}

const longestBody = 1024;

/** @throws Fault */
export async function setZone(options: ZoneOptions, name: string, request: IncomingMessage): Promise<ZoneChange> {
  const body = await bodyOf(request, longestBody);
  options.admit(request, body);
  const [region = '', zoneId = ''] = name.split('/');
  checkZone(region, zoneId);
  const state = readState(body);
  const author = managementAuthor(options.network(), 'Fault');
  return options.transact((draft) => {
    const wasDown = isZoneDown(draft.network, region, zoneId);
    const changed = wasDown !== (state === 'down');
    if (!changed) return { region, zoneId, state, changed, revision: draft.network.revision };
    const id = zoneFaultId(region, zoneId);
    if (state === 'up') draft.remove('zone-fault', id);
    else {
      const account = managementOf(draft.network);
      draft.put({ kind: 'zone-fault', id, account, region, created: options.now(), tags: {}, zoneId });
    }
    return { region, zoneId, state, changed, revision: draft.revision };
  }, author);
}

/** @throws Fault that says what there is */
function checkZone(region: string, zoneId: string): void {
  const known = regionOf(region);
  if (known === undefined) {
    const names = regions.map(({ name }) => name).join(', ');
    throw new Fault('UnknownRegion', `There is no region ${region}; there are: ${names}.`, 404);
  }
  const ids = known.zones.map((number) => `${known.zoneStem}-az${number}`);
  if (!ids.includes(zoneId)) {
    throw new Fault('UnknownZone', `There is no zone ${zoneId} in ${region}; there are: ${ids.join(', ')}.`, 404);
  }
}

function readState(body: Uint8Array): 'down' | 'up' {
  let state: unknown;
  try {
    state = (JSON.parse(new TextDecoder().decode(body)) as { readonly state?: unknown } | null)?.state;
  } catch {
    state = undefined;
  }
  if (state === 'down' || state === 'up') return state;
  throw new Fault('InvalidState', 'The body must be {"state":"down"} or {"state":"up"}.');
}
