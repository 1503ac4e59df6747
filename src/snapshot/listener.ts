/** Listeners of network and gateway load balancers, from describe-listeners. One that is not understood takes nothing. */

import { genevePort, type Listener } from '../model/load-balancer.ts';
import { knownAttributes } from './attribute.ts';
import { type Item, items, member, numeric, Refusal, required, tagsIn, text } from './item.ts';
import type { Sourced } from './source.ts';
import { attributesIn, baseOf, type World } from './world.ts';

const protocols = ['TCP', 'UDP', 'TCP_UDP'] as const;
const takesNothing = 'the listener takes nothing';

export function readListener(world: World, from: Sourced): readonly Listener[] {
  const { item } = from;
  const id = required(item, 'ListenerArn');
  const loadBalancer = world.network.get('load-balancer', required(item, 'LoadBalancerArn'));
  // Of a load balancer that is reported itself.
  if (loadBalancer === undefined) return [];
  // AWS prints neither protocol nor port of what takes everything.
  const isGateway = loadBalancer.type === 'gateway';
  const protocol = isGateway ? 'GENEVE' : protocols.find((one) => one === item.Protocol);
  if (protocol === undefined) throw new Refusal(`a listener for ${item.Protocol}`, takesNothing);
  const targetGroup = forwardedTo(item);
  if (world.network.get('target-group', targetGroup) === undefined) {
    throw new Refusal('a listener whose target group was not imported', takesNothing);
  }
  const given = attributesIn(world.about('ListenerAttributes', id));
  const tags = Object.assign({}, ...world.about('TagDescriptions', id).map((one) => tagsIn(one)));
  return [
    {
      ...baseOf(from, id, { account: loadBalancer.account, tags }),
      kind: 'listener',
      loadBalancer: loadBalancer.id,
      protocol,
      port: isGateway ? genevePort : (numeric(item, 'Port') ?? 0),
      targetGroup,
      attributes: knownAttributes(world, from, id, { given, usual: { 'tcp.idle_timeout.seconds': '350' } }),
    },
  ];
}

/** The one target group. @throws Refusal where there are several, or another action */
function forwardedTo(item: Item): string {
  const [action, ...others] = items(item, 'DefaultActions');
  const groups = items(member(action, 'ForwardConfig'), 'TargetGroups');
  const arn = text(action, 'TargetGroupArn') ?? text(groups[0], 'TargetGroupArn');
  if (others.length > 0 || groups.length > 1) throw new Refusal('a listener with several target groups', takesNothing);
  if (text(action, 'Type') !== 'forward' || arn === undefined) {
    throw new Refusal(`a listener with the action ${text(action, 'Type')}`, takesNothing);
  }
  return arn;
}
