/** Which accounts and regions an export is wanted of, of those that have anything to export. */

import { Fault } from '../base/fault.ts';
import type { Network } from '../model/network.ts';
import { type ExportedPlace, placesOf } from './export.ts';

/** @throws Fault where there is nothing of the account or in the region */
export function wantedPlaces(
  network: Network,
  { account, region }: { readonly account?: string | undefined; readonly region?: string | undefined },
): readonly ExportedPlace[] {
  const all = placesOf(network);
  const wanted = all.filter(
    (one) => (account === undefined || one.account === account) && (region === undefined || one.region === region),
  );
  if (wanted.length > 0) return wanted;
  const known = all.map((one) => `${one.account} in ${one.region}`).join(', ') || 'nothing';
  throw new Fault('NothingToExport', `There is nothing to export there; there is: ${known}.`, 404);
}
