/**
 * ARNs of EC2's resources: `arn:aws:ec2:REGION:ACCOUNT:TYPE/ID`
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-resources-for-iam-policies).
 * Kinds whose ids are ARNs themselves are not EC2's.
 */

import type { Kind, Resource } from './resource.ts';

const types: Partial<Record<Kind, string>> = {
  'dhcp-options': 'dhcp-options',
  'egress-only-internet-gateway': 'egress-only-internet-gateway',
  'elastic-address': 'elastic-ip',
  'flow-log': 'vpc-flow-log',
  instance: 'instance',
  'instance-connect-endpoint': 'instance-connect-endpoint',
  'internet-gateway': 'internet-gateway',
  'nat-gateway': 'natgateway',
  'network-acl': 'network-acl',
  'network-insights-access-scope': 'network-insights-access-scope',
  'network-insights-access-scope-analysis': 'network-insights-access-scope-analysis',
  'network-insights-analysis': 'network-insights-analysis',
  'network-insights-path': 'network-insights-path',
  'network-interface': 'network-interface',
  'prefix-list': 'prefix-list',
  'route-table': 'route-table',
  'security-group': 'security-group',
  'security-group-rule': 'security-group-rule',
  subnet: 'subnet',
  'transit-gateway': 'transit-gateway',
  'transit-gateway-attachment': 'transit-gateway-attachment',
  'transit-gateway-route-table': 'transit-gateway-route-table',
  vpc: 'vpc',
  'vpc-endpoint': 'vpc-endpoint',
  'vpc-endpoint-service': 'vpc-endpoint-service',
  'vpc-peering-connection': 'vpc-peering-connection',
  'vpn-gateway': 'vpn-gateway',
};

/** The type in the ARNs of a kind; undefined for kinds that aren't EC2's. */
export const ec2TypeOf = (kind: Kind): string | undefined => types[kind];

export function arnOf({ kind, id, account, region }: Pick<Resource, 'kind' | 'id' | 'account' | 'region'>): string {
  const type = types[kind];
  return type === undefined ? id : `arn:aws:ec2:${region}:${account}:${type}/${id}`;
}

export interface Ec2Arn {
  readonly region: string;
  readonly account: string;
  readonly type: string;
  readonly id: string;
}

/** The parts of an ARN of EC2's, or undefined where the text is another. */
export function readEc2Arn(text: string): Ec2Arn | undefined {
  const [, region, account, type, id] = /^arn:aws:ec2:([a-z0-9-]+):(\d{12}):([a-z-]+)\/([^/\s]+)$/.exec(text) ?? [];
  if (region === undefined || account === undefined || type === undefined || id === undefined) return undefined;
  return { region, account, type, id };
}
