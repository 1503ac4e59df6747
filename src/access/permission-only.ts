/**
 * Actions that no operation is named after and that some requests need besides their own: permission-only actions. What
 * allows every operation of a service doesn't allow them. Also the condition keys that go with them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_vpce.html
 */

import type { Keys, NamedResource, Request } from './named-resources.ts';

interface Rule {
  readonly action: string;
  /** The type in the ARNs of the resources that it is about. */
  readonly resourceType: string;
  readonly isNeeded: (request: Request) => boolean;
  /** For the operation's own action too. */
  readonly keys: (request: Request) => Keys;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** @param member of the input: the regions that consumers may be in */
function offering(member: string): Rule {
  const regions = ({ input }: Request) => texts(input[member]);
  return {
    action: 'vpce:AllowMultiRegion',
    resourceType: 'vpc-endpoint-service',
    isNeeded: (request) => regions(request).some((region) => region !== request.region),
    keys: (request) => ({ 'ec2:VpceSupportedRegion': regions(request) }),
  };
}

const serviceRegion = ({ input, region }: Request): string => String(input.ServiceRegion ?? region);

/** By service and operation. Likeliest: a request that names no region of a service means its own, also to a policy. */
const rules: Readonly<Record<string, Rule>> = {
  'ec2:CreateVpcEndpoint': {
    action: 'vpce:AllowMultiRegion',
    resourceType: 'vpc-endpoint',
    isNeeded: (request) => serviceRegion(request) !== request.region,
    keys: (request) => ({ 'ec2:VpceServiceRegion': serviceRegion(request) }),
  },
  'ec2:CreateVpcEndpointServiceConfiguration': offering('SupportedRegions'),
  'ec2:ModifyVpcEndpointServiceConfiguration': offering('AddSupportedRegions'),
};

export interface PermissionOnly {
  /** The further action and the resources, each of which it must be allowed on. */
  readonly further: readonly { readonly action: string; readonly resource: NamedResource }[];
  readonly keys: Keys;
}

/** @param resources those that the request's own action is judged on */
export function permissionOnly(request: Request, resources: readonly NamedResource[]): PermissionOnly {
  const name = `${request.service}:${request.operation}`;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule === undefined) return { further: [], keys: {} };
  const concerned = resources.filter(({ arn }) => arn.split(':')[5]?.startsWith(`${rule.resourceType}/`));
  const further = rule.isNeeded(request) ? concerned.map((resource) => ({ action: rule.action, resource })) : [];
  return { further, keys: rule.keys(request) };
}
