/**
 * Listeners of load balancers: each forwards what comes to one port to one target group, a gateway load balancer's only one
 * whatever comes. Other actions, several target groups and TLS are refused by name.
 */

import type { Listener as ListenerShape } from '@aws-sdk/client-elastic-load-balancing-v2';
import { genevePort, type Listener, type LoadBalancer, type TargetGroup } from '../../model/load-balancer.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { notOffered } from '../ec2/faults.ts';
import { checkQuota } from '../ec2/quotas.ts';
import { atMost, oneOf, portBounds, specified, within } from './constraint.ts';
import { conflict, invalid } from './faults.ts';
import { gatewayFault } from './gateway-fault.ts';
import type { ElasticLoadBalancingHandlers, InputOf } from './handlers.ts';
import { listenerArn, loadBalancerOf, namedByArn, newSuffix, owned } from './lookup.ts';
import { page } from './page.ts';
import { readTags } from './tags.ts';
import { checkTargetsPerZone } from './target-quota.ts';

type CreateInput = InputOf<'CreateListener'>;
type ActionInput = NonNullable<CreateInput['DefaultActions']>[number];

const protocols = ['TCP', 'UDP', 'TCP_UDP'] as const;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html#listener-configuration */
const groupProtocols: Readonly<Record<Listener['protocol'], readonly TargetGroup['protocol'][]>> = {
  TCP: ['TCP', 'TCP_UDP'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
  GENEVE: ['GENEVE'],
};

function readProtocol(text: string): Listener['protocol'] {
  const known = oneOf(text, 'Listener protocol', ['TLS', 'TCP', 'TCP_UDP', 'UDP', 'QUIC', 'TCP_QUIC']);
  const offered = protocols.find((one) => one === known);
  if (offered === undefined) throw notOffered(`The ${known} protocol of a listener`);
  return offered;
}

type Place = Pick<Listener, 'protocol' | 'port'>;

/** Where it listens. A gateway load balancer hears everything, and can be told neither a protocol nor a port. */
function readPlace({ type }: LoadBalancer, input: Pick<CreateInput, 'Protocol' | 'Port'>, old?: Place): Place {
  if (type === 'gateway') {
    if (input.Port !== undefined) throw gatewayFault.port();
    if (input.Protocol !== undefined) throw gatewayFault.protocol();
    return { protocol: 'GENEVE', port: genevePort };
  }
  const protocol = readProtocol(specified(input.Protocol ?? old?.protocol, 'A listener protocol'));
  return { protocol, port: within(specified(input.Port ?? old?.port, 'A listener port'), 'port', portBounds) };
}

function checkUnoffered(
  input: Pick<CreateInput, 'SslPolicy' | 'Certificates' | 'AlpnPolicy' | 'MutualAuthentication'>,
) {
  if (input.SslPolicy || input.Certificates?.length || input.AlpnPolicy?.length || input.MutualAuthentication) {
    throw notOffered('A listener with TLS');
  }
}

/** The ARN of the one target group that the one action forwards to. */
function readActions(actions: readonly ActionInput[]): string {
  const [action, ...others] = actions;
  if (action === undefined || others.length > 0) throw invalid.oneAction();
  const type: string = specified(action.Type, 'An action type');
  if (type !== 'forward') throw conflict.action(type);
  const tuples = action.ForwardConfig?.TargetGroups ?? [];
  if (tuples.length > 1) throw notOffered('A listener with several target groups');
  if (action.ForwardConfig?.TargetGroupStickinessConfig?.Enabled) {
    throw notOffered('Stickiness between target groups');
  }
  const inner = tuples[0]?.TargetGroupArn;
  const arn = action.TargetGroupArn ?? inner;
  if (!arn) throw invalid.forwardTarget();
  if (inner !== undefined && inner !== arn) throw invalid.differentTargets();
  return arn;
}

/** @throws Fault where the group can't be this listener's */
function checkGroup(
  draft: Draft,
  loadBalancer: LoadBalancer,
  protocol: Listener['protocol'],
  group: TargetGroup,
): void {
  if (group.vpc !== loadBalancer.vpc) throw conflict.groupOfOtherVpc(group.id, loadBalancer.id);
  if (!groupProtocols[protocol].includes(group.protocol)) {
    throw conflict.protocols(group.id, protocol, group.protocol);
  }
  const user = loadBalancerOf(draft, group);
  if (user !== undefined && user !== loadBalancer.id) throw conflict.groupElsewhere(group.id);
}

/** The same request again answers with the listener that it made. */
function createListener(draft: Draft, context: Context, input: CreateInput): Listener {
  const loadBalancer = owned(draft, context, 'load-balancer', input.LoadBalancerArn);
  const { protocol, port } = readPlace(loadBalancer, input);
  const group = owned(draft, context, 'target-group', readActions(input.DefaultActions));
  const tags = readTags(input.Tags);
  checkGroup(draft, loadBalancer, protocol, group);
  const others = draft.find('listener', `load-balancer:${loadBalancer.id}`);
  const existing = others.find((one) => one.port === port);
  if (existing?.protocol === protocol && existing.targetGroup === group.id) return existing;
  const isGateway = loadBalancer.type === 'gateway';
  if (existing && !isGateway) throw conflict.listenerPort(loadBalancer.id);
  const quota = isGateway ? 'listenersPerGatewayLoadBalancer' : 'listenersPerLoadBalancer';
  checkQuota(context, quota, others.length + 1, loadBalancer.id);
  const made: Listener = {
    kind: 'listener',
    id: listenerArn(context, loadBalancer, newSuffix(context)),
    account: context.account,
    region: context.region,
    created: context.now,
    tags,
    loadBalancer: loadBalancer.id,
    protocol,
    port,
    targetGroup: group.id,
    attributes: {},
  };
  draft.put(made);
  checkTargetsPerZone(draft.network, context, loadBalancer.id);
  return made;
}

function modifyListener(draft: Draft, context: Context, input: InputOf<'ModifyListener'>): Listener {
  const old = owned(draft, context, 'listener', input.ListenerArn);
  const loadBalancer = owned(draft, context, 'load-balancer', old.loadBalancer);
  const { protocol, port } = readPlace(loadBalancer, input, old);
  const arn = input.DefaultActions?.length ? readActions(input.DefaultActions) : old.targetGroup;
  const group = owned(draft, context, 'target-group', arn);
  checkGroup(draft, loadBalancer, protocol, group);
  const others = draft.find('listener', `load-balancer:${loadBalancer.id}`).filter(({ id }) => id !== old.id);
  if (others.some((one) => one.port === port)) throw conflict.listenerPort(loadBalancer.id);
  // Attributes are about TCP only, which a gateway load balancer hears as well.
  const attributes = protocol === 'TCP' || protocol === 'GENEVE' ? old.attributes : {};
  const changed: Listener = { ...old, protocol, port, targetGroup: group.id, attributes };
  draft.put(changed);
  checkTargetsPerZone(draft.network, context, loadBalancer.id);
  return changed;
}

function listenerShape({ id, loadBalancer, port, protocol, targetGroup }: Listener): ListenerShape {
  const ForwardConfig = { TargetGroups: [{ TargetGroupArn: targetGroup }] };
  return {
    ListenerArn: id,
    LoadBalancerArn: loadBalancer,
    ...(protocol === 'GENEVE' ? {} : { Port: port, Protocol: protocol }),
    DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroup, ForwardConfig }],
  };
}

function listed(context: Context, input: InputOf<'DescribeListeners'>): readonly Listener[] {
  const { network, account, region } = context;
  const arns = atMost(input.ListenerArns, 'listenerArns');
  if ((input.LoadBalancerArn === undefined) === (arns.length === 0)) {
    throw invalid.either('listener ARNs', 'a load balancer ARN');
  }
  if (input.LoadBalancerArn !== undefined) {
    const loadBalancer = owned(network, context, 'load-balancer', input.LoadBalancerArn);
    return network.find('listener', `load-balancer:${loadBalancer.id}`);
  }
  return namedByArn(context, 'listener', network.owned('listener', account, region), arns);
}

export const listenerOperations = {
  CreateListener(context, input) {
    checkUnoffered(input);
    return context.transact((draft) => ({ Listeners: [listenerShape(createListener(draft, context, input))] }));
  },

  DescribeListeners(context, input) {
    const { items, next } = page(listed(context, input), input, ({ id }) => id);
    return { Listeners: items.map(listenerShape), ...next };
  },

  ModifyListener(context, input) {
    checkUnoffered(input);
    return context.transact((draft) => ({ Listeners: [listenerShape(modifyListener(draft, context, input))] }));
  },

  DeleteListener(context, input) {
    return context.transact((draft) => {
      draft.remove('listener', owned(draft, context, 'listener', input.ListenerArn).id);
      return {};
    });
  },
} satisfies ElasticLoadBalancingHandlers;
