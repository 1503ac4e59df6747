/**
 * How many of each resource an account may have: as AWS sets them at first (quota-table.ts), or as the server was started with,
 * as AWS raises them on request.
 */

import { Fault } from '../../base/fault.ts';
import { quotaTable } from './quota-table.ts';

export type QuotaName = keyof typeof quotaTable;
/** Quotas that differ from AWS's first ones. */
export type Quotas = Readonly<Partial<Record<QuotaName, number>>>;

/** What knows its quotas: a Context does. */
export interface QuotaHolder {
  readonly quotas?: Quotas;
}

export function quotaOf(holder: QuotaHolder, name: QuotaName): number {
  return holder.quotas?.[name] ?? quotaTable[name].value;
}

/** Refuses what would bring a count past its quota. `of` is the id that the sentence names, if it names one. */
export function checkQuota(holder: QuotaHolder, name: QuotaName, next: number, of = ''): void {
  const most = quotaOf(holder, name);
  if (next > most) throw new Fault(quotaTable[name].code, quotaTable[name].message(most, of));
}
