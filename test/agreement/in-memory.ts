/** Carries the calls of a generated network out in memory, without packets. Its ids are others than those of a running server. */

import { ec2Operations } from '../../src/operations/ec2/table.ts';
import { elasticLoadBalancingOperations } from '../../src/operations/elasticloadbalancing/table.ts';
import type { Harness } from '../../src/operations/harness.ts';
import { carryOut, type Outcome, type Send, setZone, type ZoneInput } from './carry-out.ts';
import { type Call, type Owner, regionOf } from './plan.ts';

export const accounts: Readonly<Record<Owner, string>> = {
  consumer: '111122223333',
  provider: '444455556666',
  remote: '111122223333',
};

type Operations = Parameters<Harness['call']>[0];

const tables: Readonly<Record<'ec2' | 'elb', Operations>> = { ec2: ec2Operations, elb: elasticLoadBalancingOperations };

/** What AWS refuses of it is left out. */
export function carryOutInMemory(
  world: Harness,
  calls: readonly Call[],
  values: Map<string, string>,
): Promise<Outcome> {
  const send: Send = ({ owner, service, operation }, input) => {
    const caller = { account: accounts[owner], region: regionOf[owner] };
    if (service === 'postern') return setZone(world.store, caller.region, caller.account, input as ZoneInput);
    return world.as(caller).call(tables[service], operation as never, input as never);
  };
  return carryOut(send, async () => {}, calls, values);
}
