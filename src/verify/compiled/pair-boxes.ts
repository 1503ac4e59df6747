/** Boxes between two classes of a VPC: what each stage stops, in the order of the stages. */

import { valueAt } from './address-map.ts';
import { type Builder, idsOf, windingBoxes } from './box-builder.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import { allowedByName } from './group-rules.ts';
import type { InterfaceClass } from './interface-class.ts';
import { isStraight } from './pair.ts';
import { apart } from './passing.ts';
import { everything, nothing, type TrafficId } from './traffic-set.ts';

interface Step {
  readonly stage: string;
  readonly direction?: 'return';
  readonly component: string;
  readonly code: string;
  readonly allowed: TrafficId;
}

export function pairBoxes(
  builder: Builder,
  sender: InterfaceClass,
  receiver: InterfaceClass,
  traffic: TrafficId,
): void {
  const { table } = builder.compiled;
  const pair = apart(sender, receiver);
  if (!pair) return;
  const [from, to] = pair;
  const [senders, receivers] = [led(from, sender.members), led(to, receiver.members)];
  const [source, destination] = [from.addresses[0]!, to.addresses[0]!];
  if (!isStraight(from, to, source, destination)) {
    const ends = {
      sources: { kind: 'interfaces', some: senders },
      destinations: { kind: 'interfaces', some: receivers },
    } as const;
    windingBoxes(builder, { ...ends, traffic });
    return;
  }
  let rest = traffic;
  for (const { allowed, ...reason } of stepsBetween(builder, from, to, source, destination)) {
    const stopped = table.subtract(rest, allowed);
    rest = table.intersect(rest, allowed);
    builder.add({ sources: idsOf(senders), destinations: idsOf(receivers), traffic: stopped, ...reason });
    if (rest === nothing) return;
  }
}

/** With the one that stands for them at the head. */
function led(first: CompiledInterface, members: readonly CompiledInterface[]): readonly CompiledInterface[] {
  return members[0] === first ? members : [first, ...members.filter((one) => one !== first)];
}

function* stepsBetween(
  { compiled: { table } }: Builder,
  from: CompiledInterface,
  to: CompiledInterface,
  source: number,
  destination: number,
): Generator<Step> {
  const [here, there] = [from.document.id, to.document.id];
  if (!from.zoneUp)
    yield { stage: 'zone', component: from.document.zoneId, code: 'POSTERN_ZONE_DOWN', allowed: nothing };
  if (!to.zoneUp) yield { stage: 'zone', component: to.document.zoneId, code: 'POSTERN_ZONE_DOWN', allowed: nothing };
  const out = table.union(
    valueAt(from.groups.egress.byAddress, destination),
    allowedByName(table, from.groups, 'egress', to.groups),
  );
  const into = table.union(
    valueAt(to.groups.ingress.byAddress, source),
    allowedByName(table, to.groups, 'ingress', from.groups),
  );
  const groups = { code: 'ENI_SG_RULES_MISMATCH' } as const;
  yield { stage: 'security-group-egress', component: here, ...groups, allowed: out };
  yield { stage: 'security-group-ingress', component: there, ...groups, allowed: into };
  if (to.takes !== undefined) {
    const component = to.document.parent ?? there;
    yield { stage: 'endpoint', component, code: 'PROTOCOL_RESTRICTION', allowed: to.takes };
  } else if (!to.up) {
    const component = to.document.attachment?.instance ?? there;
    const code = to.document.attachment ? 'BAD_STATE' : 'UNASSOCIATED_COMPONENT';
    yield { stage: 'deliver', component, code, allowed: nothing };
  }
  if (from.subnet === to.subnet) return;
  const [near, far] = [from.subnet.acl, to.subnet.acl];
  const answered = (allowed: TrafficId): TrafficId =>
    allowed === everything ? everything : table.answered(allowed, 'ephemeral');
  const acl = { code: 'SUBNET_ACL_RESTRICTION' } as const;
  yield { stage: 'network-acl-egress', component: near.id, ...acl, allowed: valueAt(near.egress, destination) };
  yield { stage: 'network-acl-ingress', component: far.id, ...acl, allowed: valueAt(far.ingress, source) };
  const back = { direction: 'return', ...acl } as const;
  yield { stage: 'network-acl-egress', component: far.id, ...back, allowed: answered(valueAt(far.egress, source)) };
  yield {
    stage: 'network-acl-ingress',
    component: near.id,
    ...back,
    allowed: answered(valueAt(near.ingress, destination)),
  };
}
