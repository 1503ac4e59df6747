/** Carries calls out one after the other, wherever they are sent, and keeps what they give; what AWS refuses is left out. */

import { Fault } from '../../src/base/fault.ts';
import { zoneFaultId } from '../../src/model/zone-fault.ts';
import type { Store } from '../../src/store/store.ts';
import { type Call, picked, resolved, type Values } from './plan.ts';

export interface Outcome {
  readonly done: readonly Call[];
  /** `CreateRoute: RouteAlreadyExists`. */
  readonly refused: readonly string[];
}

export type Send = (call: Call, input: object) => Promise<unknown>;

export interface ZoneInput {
  readonly zone: string;
  readonly state: 'down' | 'up';
}

/** What `postern fault az` has the server do, whose request would have to be signed. */
export function setZone(store: Store, region: string, account: string, { zone, state }: ZoneInput): Promise<void> {
  const id = zoneFaultId(region, zone);
  return store.transact((draft) => {
    if (state === 'up') draft.remove('zone-fault', id);
    else draft.put({ kind: 'zone-fault', id, account, region, created: Date.now(), tags: {}, zoneId: zone });
  });
}

function isRefusal(error: unknown): boolean {
  return error instanceof Fault || (error as { readonly $fault?: string }).$fault === 'client';
}

export async function carryOut(
  send: Send,
  settled: () => Promise<void>,
  calls: readonly Call[],
  values: Map<string, string>,
): Promise<Outcome> {
  const done: Call[] = [];
  const refused: string[] = [];
  for (const call of calls) {
    const input = resolved(call.input, values);
    if (input === undefined) continue;
    if (call.patient) await settled();
    try {
      const answer = await send(call, input as object);
      for (const [name, path] of Object.entries(call.gives ?? {})) {
        const value = picked(answer, path, values as Values);
        if (value === undefined) throw new Error(`${call.operation} gave no ${path}: ${JSON.stringify(answer)}`);
        values.set(name, value);
      }
      done.push(call);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push(`${call.operation}: ${(error as Error).name}: ${(error as Error).message}`);
    }
  }
  return { done, refused };
}
