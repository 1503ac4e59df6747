/**
 * The condition keys of services other than EC2, read from their requests. Each service's page of the Service Authorization
 * Reference lists them (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html).
 * What goes with a further permission of a request (`iam:PassedToService`, `…:CreateAction`) is in further-permissions.ts.
 */

import { textIn } from './ec2-keys.ts';
import type { Facts, KeyReader, KeyTable } from './facts.ts';

const forService =
  (service: string, read: KeyReader): KeyReader =>
  (facts) =>
    facts.request?.service === service ? read(facts) : undefined;

/** A table whose keys only requests of the service have. */
function serviceTable(service: string, table: KeyTable): KeyTable {
  return Object.fromEntries(Object.entries(table).map(([key, read]) => [key, forService(service, read)]));
}

const text =
  (member: string): KeyReader =>
  (facts) =>
    textIn(facts, member);

function list(facts: Facts, member: string): readonly unknown[] {
  const value = facts.request?.input[member];
  return Array.isArray(value) ? value : [];
}

const texts =
  (member: string): KeyReader =>
  (facts) =>
    list(facts, member).filter((one) => typeof one === 'string');

const accounts = serviceTable('account', { 'account:TargetRegion': text('RegionName') });

const loadBalancers = serviceTable('elasticloadbalancing', {
  'elasticloadbalancing:ListenerProtocol': ({ request }) =>
    request?.operation.endsWith('Listener') ? String(request.input.Protocol ?? '') || undefined : undefined,
  // A gateway load balancer has no scheme.
  'elasticloadbalancing:Scheme': (facts) =>
    facts.request?.operation === 'CreateLoadBalancer' && facts.request.input.Type !== 'gateway'
      ? (textIn(facts, 'Scheme') ?? 'internet-facing')
      : undefined,
  'elasticloadbalancing:SecurityGroup': texts('SecurityGroups'),
  'elasticloadbalancing:SecurityPolicy': text('SslPolicy'),
  'elasticloadbalancing:Subnet': (facts) => [
    ...list(facts, 'Subnets').filter((one) => typeof one === 'string'),
    ...(list(facts, 'SubnetMappings') as readonly { readonly SubnetId?: string }[]).flatMap(
      ({ SubnetId }) => SubnetId ?? [],
    ),
  ],
});

/** The boundary that the request sets, or that the user or role has. */
const boundary: KeyReader = (facts) => {
  const { document } = facts.resource;
  const own = document?.kind === 'user' || document?.kind === 'role' ? document.permissionsBoundary : undefined;
  return textIn(facts, 'PermissionsBoundary') ?? own;
};

const identities = serviceTable('iam', {
  'iam:AWSServiceName': text('AWSServiceName'),
  'iam:PermissionsBoundary': boundary,
  'iam:PolicyARN': (facts) =>
    /^(At|De)tach/.test(facts.request?.operation ?? '') ? textIn(facts, 'PolicyArn') : undefined,
});

const organizations = serviceTable('organizations', {
  // Of a policy that the request only names: no other type is here.
  'organizations:PolicyType': (facts) =>
    textIn(facts, 'PolicyType') ??
    textIn(facts, 'Type') ??
    textIn(facts, 'Filter') ??
    (facts.request?.input.PolicyId === undefined ? undefined : 'SERVICE_CONTROL_POLICY'),
  'organizations:ServicePrincipal': text('ServicePrincipal'),
});

interface Change {
  readonly Action?: string;
  readonly ResourceRecordSet?: { readonly Name?: string; readonly Type?: string };
}

function changes({ request }: Facts): readonly Change[] {
  const batch = request?.input.ChangeBatch as { readonly Changes?: readonly Change[] } | undefined;
  return batch?.Changes ?? [];
}

/** Lower case, no dot at the end: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html */
const normalized = (name: string): string => name.toLowerCase().replace(/\.$/, '');

const hostedZones = serviceTable('route53', {
  'route53:ChangeResourceRecordSetsActions': (facts) => changes(facts).flatMap(({ Action }) => Action ?? []),
  'route53:ChangeResourceRecordSetsNormalizedRecordNames': (facts) =>
    changes(facts).flatMap(({ ResourceRecordSet }) =>
      ResourceRecordSet?.Name ? [normalized(ResourceRecordSet.Name)] : [],
    ),
  'route53:ChangeResourceRecordSetsRecordTypes': (facts) =>
    changes(facts).flatMap(({ ResourceRecordSet }) => ResourceRecordSet?.Type ?? []),
  'route53:VPCs': ({ request }) => {
    const vpc = (request?.input.VPC ?? request?.input) as { readonly VPCId?: string; readonly VPCRegion?: string };
    return vpc?.VPCId === undefined ? undefined : [`VPCId=${vpc.VPCId},VPCRegion=${vpc.VPCRegion}`];
  },
});

const topics = serviceTable('sns', {
  // Whose request it is; what a topic's own policy usually asks.
  'aws:SourceOwner': ({ request, resource }) => (resource.policy === undefined ? undefined : request?.account),
  'sns:Endpoint': text('Endpoint'),
  'sns:Protocol': text('Protocol'),
});

const sessions = serviceTable('sts', {
  'sts:ExternalId': text('ExternalId'),
  'sts:RoleSessionName': text('RoleSessionName'),
  'sts:SourceIdentity': text('SourceIdentity'),
  'sts:TransitiveTagKeys': texts('TransitiveTagKeys'),
});

export const serviceKeys: KeyTable = {
  ...accounts,
  ...loadBalancers,
  ...identities,
  ...organizations,
  ...hostedZones,
  ...topics,
  ...sessions,
};
