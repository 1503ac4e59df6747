/** Carries the calls of a generated network out in memory, without packets. Its ids are others than those of a running server. */

import { Fault } from '../../src/base/fault.ts';
import { globalRegion } from '../../src/model/account.ts';
import { ec2Operations } from '../../src/operations/ec2/table.ts';
import { elasticLoadBalancingOperations } from '../../src/operations/elasticloadbalancing/table.ts';
import { type Harness, harness } from '../../src/operations/harness.ts';
import { accountDocument } from '../../src/operations/organizations/first-account.ts';
import { ramOperations } from '../../src/operations/ram/table.ts';
import { stsOperations } from '../../src/operations/sts/table.ts';
import { carryOut, type Outcome, type Send, setZone, type ZoneInput } from './carry-out.ts';
import { type Call, type Owner, regionOf, type Service } from './plan.ts';

export const accounts: Readonly<Record<Owner, string>> = {
  consumer: '111122223333',
  provider: '444455556666',
  guest: '777788889999',
  remote: '111122223333',
};

const organization = 'o-agreement1';

/** The accounts in an organization, and nothing else. */
export async function openWorld(): Promise<Harness> {
  const world = harness({ account: accounts.consumer });
  const now = world.clock.now();
  await world.store.transact((draft) => {
    const base = { account: accounts.consumer, region: globalRegion, created: now, tags: {} };
    draft.put({ kind: 'organization', id: organization, ...base, featureSet: 'ALL', rootId: 'r-root' });
    for (const id of new Set(Object.values(accounts))) {
      const management = id === accounts.consumer;
      draft.put(accountDocument({ id, now, management, joined: management ? 'INVITED' : 'CREATED', organization }));
    }
  });
  return world;
}

type Operations = Parameters<Harness['call']>[0];

const tables: Readonly<Record<Exclude<Service, 'postern'>, Operations>> = {
  ec2: ec2Operations,
  elb: elasticLoadBalancingOperations,
  ram: ramOperations,
  sts: stsOperations,
};

/** What AWS refuses of it is left out. */
export function carryOutInMemory(
  world: Harness,
  calls: readonly Call[],
  values: Map<string, string>,
): Promise<Outcome> {
  const send: Send = ({ owner, service, operation }, input) => {
    const caller = { account: accounts[owner], region: regionOf[owner] };
    if (service !== 'postern' && !(operation in tables[service])) throw new Fault('InvalidAction', operation);
    if (service === 'postern') return setZone(world.store, caller.region, caller.account, input as ZoneInput);
    return world.as(caller).call(tables[service], operation as never, input as never);
  };
  return carryOut(send, async () => {}, calls, values);
}
