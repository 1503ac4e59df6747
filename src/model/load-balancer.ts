/**
 * Network and gateway load balancers and what hangs from them: target groups with their targets, and listeners. Ids are ARNs, as the
 * API names them. A load balancer has one node per zone, whose interface is found by its `parent`. Target health is no part
 * of these documents: it is observed, see target-health.ts.
 */

import type { ResourceBase } from './resource.ts';

/** By the name that the API has for each; a missing one has AWS's default (see the operations). */
export type Attributes = Readonly<Record<string, string>>;

export interface LoadBalancerNode {
  readonly subnet: string;
  readonly zoneId: string;
  readonly networkInterface: string;
  /** The private address that an internal node was given by name; its interface has it. */
  readonly privateAddress?: string;
  /** The elastic address that an internet-facing node was given. */
  readonly allocation?: string;
}

export interface LoadBalancer extends ResourceBase {
  readonly kind: 'load-balancer';
  readonly name: string;
  /** Absent: a network load balancer. One of a gateway's kind has no scheme and no name in DNS. */
  readonly type?: 'gateway';
  readonly scheme: 'internal' | 'internet-facing';
  readonly vpc: string;
  /** Sixteen hexadecimal digits: the end of its ARN and of its DNS name. */
  readonly suffix: string;
  readonly nodes: readonly LoadBalancerNode[];
  /** Absent: made without any, and can never have one. */
  readonly groups?: readonly string[];
  /** Whether its groups judge what comes through PrivateLink. */
  readonly enforceGroupsOnPrivateLink: boolean;
  readonly attributes: Attributes;
  readonly stateRevision: number;
}

export interface HealthCheck {
  readonly protocol: 'TCP' | 'HTTP' | 'HTTPS';
  /** `traffic-port`, or a number. */
  readonly port: string;
  readonly path?: string;
  /** `200-399` and the like, HTTP only. */
  readonly matcher?: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface Target {
  /** An instance's id, or an address. */
  readonly id: string;
  readonly port: number;
  /** Milliseconds since 1970. */
  readonly registered: number;
  /** Of an address outside the VPC: whose nodes send to it. */
  readonly reach?: { readonly kind: 'every-zone' } | { readonly kind: 'zone'; readonly zoneId: string };
}

/** Deregistered, but not forgotten: its connections have until then. Nothing new goes there. */
export interface DrainingTarget extends Target {
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface TargetGroup extends ResourceBase {
  readonly kind: 'target-group';
  readonly name: string;
  readonly suffix: string;
  readonly vpc: string;
  /** GENEVE: of gateway load balancers, at port 6081. */
  readonly protocol: 'TCP' | 'UDP' | 'TCP_UDP' | 'GENEVE';
  readonly port: number;
  readonly targetType: 'instance' | 'ip';
  readonly healthCheck: HealthCheck;
  readonly attributes: Attributes;
  readonly targets: readonly Target[];
  readonly draining?: readonly DrainingTarget[];
}

export interface Listener extends ResourceBase {
  readonly kind: 'listener';
  readonly loadBalancer: string;
  /** GENEVE: a gateway load balancer's, which hears every packet; the API shows neither protocol nor port of it. */
  readonly protocol: 'TCP' | 'UDP' | 'TCP_UDP' | 'GENEVE';
  readonly port: number;
  readonly targetGroup: string;
  readonly attributes: Attributes;
}

/** `net/name/0123456789abcdef`, or `gwy/…`: what metrics and interfaces call it. */
export function loadBalancerPath({ type, name, suffix }: Pick<LoadBalancer, 'type' | 'name' | 'suffix'>): string {
  return `${type === 'gateway' ? 'gwy' : 'net'}/${name}/${suffix}`;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#dns-name */
export function loadBalancerDnsName(loadBalancer: Pick<LoadBalancer, 'name' | 'suffix' | 'region'>): string {
  return `${loadBalancer.name}-${loadBalancer.suffix}.elb.${loadBalancer.region}.amazonaws.com`;
}

/** Of GENEVE: https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html */
export const genevePort = 6081;

export function isCrossZone(loadBalancer: LoadBalancer, group: TargetGroup): boolean {
  const own = group.attributes['load_balancing.cross_zone.enabled'] ?? 'use_load_balancer_configuration';
  const decides =
    own === 'use_load_balancer_configuration' ? loadBalancer.attributes['load_balancing.cross_zone.enabled'] : own;
  return decides === 'true';
}

/**
 * Client addresses stay by default, except with TCP targets that are registered by address
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation).
 */
export function keepsClientAddress(group: Pick<TargetGroup, 'attributes' | 'protocol' | 'targetType'>): boolean {
  const usual = group.targetType === 'instance' || group.protocol !== 'TCP' ? 'true' : 'false';
  return (group.attributes['preserve_client_ip.enabled'] ?? usual) === 'true';
}

const usualIdle = '350';

/** Seconds after which a TCP connection, or a flow of one, is forgotten. */
export function tcpIdleSeconds({ attributes }: Pick<Listener, 'attributes'>): number {
  return Number(attributes['tcp.idle_timeout.seconds'] ?? usualIdle);
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html */
export function isCustomIdle({ attributes }: Pick<Listener, 'attributes'>): boolean {
  return (attributes['tcp.idle_timeout.seconds'] ?? usualIdle) !== usualIdle;
}

/**
 * Whether a target that fails loses the connections that it has. Those of UDP are never ended
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#unhealthy-target-connection-termination).
 */
export function endsUnhealthyConnections(group: Pick<TargetGroup, 'attributes' | 'protocol'>): boolean {
  const usual = group.protocol === 'TCP' ? 'true' : 'false';
  return (group.attributes['target_health_state.unhealthy.connection_termination.enabled'] ?? usual) === 'true';
}
