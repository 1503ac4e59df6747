/**
 * A network of calls in memory, without packets: what the verifier would say of a flow on it, in thousandths of the time. Its ids
 * are others, and no health check has seen a target.
 */

import { ec2Operations } from '../../src/operations/ec2/table.ts';
import { elasticLoadBalancingOperations } from '../../src/operations/elasticloadbalancing/table.ts';
import { harness } from '../../src/operations/harness.ts';
import { carryOut, type Send, setZone, type ZoneInput } from './carry-out.ts';
import { type Judge, judgeFlow } from './compare.ts';
import { type Call, type Flow, type Owner, regionOf } from './plan.ts';

const accounts: Readonly<Record<Owner, string>> = {
  consumer: '111122223333',
  provider: '444455556666',
  remote: '111122223333',
};

type Operations = Parameters<ReturnType<typeof harness>['call']>[0];

const tables: Readonly<Record<'ec2' | 'elb', Operations>> = { ec2: ec2Operations, elb: elasticLoadBalancingOperations };

/** Stages and verdicts on the way out and back; undefined where the flow's ends aren't there, or the verdict is another. */
export async function rehearsed(
  judge: Judge,
  calls: readonly Call[],
  flow: Flow,
  reachable: boolean,
): Promise<string | undefined> {
  const world = harness();
  const send: Send = ({ owner, service, operation }, input) => {
    const caller = { account: accounts[owner], region: regionOf[owner] };
    if (service === 'postern') return setZone(world.store, caller.region, caller.account, input as ZoneInput);
    return world.as(caller).call(tables[service], operation as never, input as never);
  };
  const values = new Map<string, string>();
  await carryOut(send, async () => {}, calls, values);
  const verdict = judgeFlow(world, judge, values, flow);
  if (verdict?.trace === undefined || verdict.reachable !== reachable) return undefined;
  const { forward, return: back } = verdict.trace;
  return [...forward, ...back].map(({ stage, verdict: said }) => `${stage} ${said}`).join();
}
