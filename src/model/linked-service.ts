/**
 * The AWS services that roles can be linked to here, with the role's name and the policy that comes with it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html and each service's own
 * page), and what in the account still needs such a role.
 */

import { arnOf } from './ec2-arn.ts';
import { every } from './indexes.ts';
import type { Network } from './network.ts';
import type { Resource } from './resource.ts';

export interface LinkedService {
  readonly roleName: string;
  /** Of the managed policy below `/aws-service-role/`. */
  readonly policy: string;
  /** Roles may differ by a suffix. */
  readonly takesSuffix?: boolean;
  /** ARNs of what needs the role, by region; services that have nothing here need none. */
  readonly usage?: (network: Network, account: string) => readonly Usage[];
}

export interface Usage {
  readonly region: string;
  readonly resources: readonly string[];
}

function usages(account: string, resources: Iterable<Resource>): readonly Usage[] {
  const own = [...resources].filter((one) => one.account === account);
  const byRegion = Map.groupBy(own, ({ region }) => region);
  return [...byRegion].map(([region, some]) => ({ region, resources: some.map(arnOf) }));
}

function loadBalancersOf(network: Network, account: string): readonly Usage[] {
  return usages(account, network.find('load-balancer', every));
}

function instanceConnectEndpointsOf(network: Network, account: string): readonly Usage[] {
  return usages(
    account,
    [...network.all('instance-connect-endpoint')].filter(({ deleted }) => deleted === undefined),
  );
}

const services: Readonly<Record<string, LinkedService>> = {
  autoscaling: {
    roleName: 'AWSServiceRoleForAutoScaling',
    policy: 'AutoScalingServiceRolePolicy',
    takesSuffix: true,
  },
  'ec2-instance-connect': {
    roleName: 'AWSServiceRoleForEC2InstanceConnect',
    policy: 'Ec2InstanceConnectEndpoint',
    usage: instanceConnectEndpointsOf,
  },
  elasticloadbalancing: {
    roleName: 'AWSServiceRoleForElasticLoadBalancing',
    policy: 'AWSElasticLoadBalancingServiceRolePolicy',
    usage: loadBalancersOf,
  },
  networkmanager: {
    roleName: 'AWSServiceRoleForNetworkManager',
    policy: 'AWSNetworkManagerServiceRolePolicy',
  },
  organizations: {
    roleName: 'AWSServiceRoleForOrganizations',
    policy: 'AWSOrganizationsServiceTrustPolicy',
  },
  ram: {
    roleName: 'AWSServiceRoleForResourceAccessManager',
    policy: 'AWSResourceAccessManagerServiceRolePolicy',
  },
  'reachabilityanalyzer.networkinsights': {
    roleName: 'AWSServiceRoleForReachabilityAnalyzer',
    policy: 'AWSReachabilityAnalyzerServiceRolePolicy',
  },
  route53resolver: {
    roleName: 'AWSServiceRoleForRoute53Resolver',
    policy: 'Route53ResolverServiceRolePolicy',
  },
  transitgateway: {
    roleName: 'AWSServiceRoleForVPCTransitGateway',
    policy: 'AWSVPCTransitGatewayServiceRolePolicy',
  },
};

const suffix = '.amazonaws.com';

/** The role's name, `AWSServiceRoleForAutoScaling_mine` where it has a suffix. */
export function linkedRoleName({ roleName }: LinkedService, customSuffix: string | undefined): string {
  return customSuffix === undefined ? roleName : `${roleName}_${customSuffix}`;
}

/** @param name `ram.amazonaws.com` */
export function linkedService(name: string): LinkedService | undefined {
  if (!name.endsWith(suffix)) return undefined;
  const short = name.slice(0, -suffix.length);
  return Object.hasOwn(services, short) ? services[short] : undefined;
}
