/**
 * What some requests need beside their own action: a permission to tag what they make, to pass a role to a service, and
 * actions that no operation is named after. What allows every operation of a service need not allow them.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_vpce.html
 */

import { linkedService } from '../model/linked-service.ts';
import type { Network } from '../model/network.ts';
import type { ContextValue } from '../policy/context.ts';
import { made, taggedTypes } from './named-ec2.ts';
import { type NamedResource, type Request, typeIn } from './request.ts';

export interface FurtherPermission {
  readonly action: string;
  readonly resource: NamedResource;
  /** Keys that only this permission has. */
  readonly keys: Readonly<Record<string, ContextValue>>;
}

type Rule = (network: Network, request: Request, resources: readonly NamedResource[]) => readonly FurtherPermission[];

const ofType = (resources: readonly NamedResource[], type: string) =>
  resources.filter(({ arn }) => typeIn(arn) === type);

/** Using a service of another region, or offering one in others. */
function acrossRegions(type: string, member: string): Rule {
  return (_, request, resources) => {
    const regions = [request.input[member]].flat().filter((one) => typeof one === 'string');
    if (!regions.some((region) => region !== request.region)) return [];
    return ofType(resources, type).map((resource) => ({ action: 'vpce:AllowMultiRegion', resource, keys: {} }));
  };
}

function passing(network: Network, account: string, roleName: string | undefined, service: string) {
  if (roleName === undefined) return [];
  const role = network.get('role', `${account}/${roleName}`);
  const arn = `arn:aws:iam::${account}:role${role?.path ?? '/'}${roleName}`;
  const resource = { arn, tags: role?.tags ?? {}, document: role };
  return [{ action: 'iam:PassRole', resource, keys: { 'iam:PassedToService': service } }];
}

/** An instance gets the role of its profile. A profile that isn't there has none, and the operation refuses it. */
const profileRole: Rule = (network, { input, account }) => {
  const { Arn, Name } = (input.IamInstanceProfile ?? {}) as { readonly Arn?: string; readonly Name?: string };
  const name = Name ?? Arn?.slice(Arn.lastIndexOf('/') + 1);
  const profile = name === undefined ? undefined : network.get('instance-profile', `${account}/${name}`);
  return passing(network, account, profile?.roleName, 'ec2.amazonaws.com');
};

/** Flow logs are delivered by CloudWatch Logs: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-create-flow-log.html */
const logDelivery =
  (action: string): Rule =>
  () => [{ action, resource: { arn: '*', tags: {} }, keys: {} }];

const roleInProfile: Rule = (network, { input, account }) =>
  passing(network, account, typeof input.RoleName === 'string' ? input.RoleName : undefined, 'ec2.amazonaws.com');

/** The tags of one thing that is made. */
function tagging(
  action: string,
  keys: (request: Request) => Readonly<Record<string, ContextValue>> = () => ({}),
): Rule {
  return (_, request, resources) => {
    const { Tags } = request.input;
    if (!Array.isArray(Tags) || Tags.length === 0) return [];
    return resources.map((resource) => ({ action, resource, keys: keys(request) }));
  };
}

/** A listener's ARN is its load balancer's with more behind it. */
const listenerOf = (resource: NamedResource): NamedResource => ({
  arn: `${resource.arn.replace(':loadbalancer/', ':listener/')}/*`,
  tags: {},
});

const taggingLoadBalancers = tagging('elasticloadbalancing:AddTags', ({ operation }) => ({
  'elasticloadbalancing:CreateAction': operation,
}));

const connectService = 'ec2-instance-connect.amazonaws.com';
const connectRole = linkedService(connectService)?.roleName;

/**
 * An EC2 Instance Connect Endpoint is made with its maker's permissions for its interface, and for the role that is linked to the
 * service where the account doesn't have it yet. AWS shows what is missing in the state `create-failed`; here it is refused.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/permissions-for-ec2-instance-connect-endpoint.html
 */
const connectEndpointParts: Rule = (network, request, resources) => {
  const places = [...ofType(resources, 'subnet'), ...ofType(resources, 'security-group')];
  const own = made(request, 'network-interface');
  const permission = (action: string, resource: NamedResource, keys = {}) => ({ action, resource, keys });
  const parts = [
    ...[own, ...places].map((resource) => permission('ec2:CreateNetworkInterface', resource)),
    permission('ec2:CreateTags', own, {
      'ec2:CreateAction': 'CreateNetworkInterface',
      'aws:TagKeys': ['InstanceConnectEndpointId'],
    }),
  ];
  if (network.get('role', `${request.account}/${connectRole}`) !== undefined) return parts;
  const arn = `arn:aws:iam::${request.account}:role/aws-service-role/${connectService}/${connectRole}`;
  const keys = { 'iam:AWSServiceName': connectService };
  return [...parts, permission('iam:CreateServiceLinkedRole', { arn, tags: {} }, keys)];
};

/** By service and operation, beside what holds for every EC2 request. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  'ec2:AssociateIamInstanceProfile': [profileRole],
  'ec2:CreateFlowLogs': [logDelivery('logs:CreateLogDelivery')],
  'ec2:CreateInstanceConnectEndpoint': [connectEndpointParts],
  'ec2:CreateVpcEndpoint': [acrossRegions('vpc-endpoint', 'ServiceRegion')],
  'ec2:CreateVpcEndpointServiceConfiguration': [acrossRegions('vpc-endpoint-service', 'SupportedRegions')],
  'ec2:DeleteFlowLogs': [logDelivery('logs:DeleteLogDelivery')],
  'ec2:ModifyVpcEndpointServiceConfiguration': [acrossRegions('vpc-endpoint-service', 'AddSupportedRegions')],
  'ec2:ReplaceIamInstanceProfileAssociation': [profileRole],
  'ec2:RunInstances': [profileRole],
  'elasticloadbalancing:CreateListener': [
    (network, request, resources) => taggingLoadBalancers(network, request, resources.map(listenerOf)),
  ],
  'elasticloadbalancing:CreateLoadBalancer': [taggingLoadBalancers],
  'elasticloadbalancing:CreateTargetGroup': [taggingLoadBalancers],
  'iam:AddRoleToInstanceProfile': [roleInProfile],
  'iam:CreateInstanceProfile': [tagging('iam:TagInstanceProfile')],
  'iam:CreatePolicy': [tagging('iam:TagPolicy')],
  'iam:CreateRole': [tagging('iam:TagRole')],
  'iam:CreateUser': [tagging('iam:TagUser')],
  'organizations:CreateAccount': [tagging('organizations:TagResource')],
  'organizations:CreateOrganizationalUnit': [tagging('organizations:TagResource')],
  'organizations:CreatePolicy': [tagging('organizations:TagResource')],
  'organizations:InviteAccountToOrganization': [tagging('organizations:TagResource')],
  'organizations:PutResourcePolicy': [tagging('organizations:TagResource')],
  'sns:CreateTopic': [tagging('sns:TagResource')],
};

/** Tags in the request that makes something are as good as CreateTags on it. */
function taggingOnCreation(request: Request): readonly FurtherPermission[] {
  if (request.service !== 'ec2') return [];
  const keys = { 'ec2:CreateAction': request.operation };
  return taggedTypes(request).map((type) => ({ action: 'ec2:CreateTags', resource: made(request, type), keys }));
}

/** @param resources those that the request's own action is judged on */
export function furtherPermissions(
  network: Network,
  request: Request,
  resources: readonly NamedResource[],
): readonly FurtherPermission[] {
  const name = `${request.service}:${request.operation}`;
  const own = Object.hasOwn(rules, name) ? rules[name]! : [];
  return [...taggingOnCreation(request), ...own.flatMap((rule) => rule(network, request, resources))];
}
