/**
 * The AWS services that this program's one port can tell apart, by signing name: what an anonymous request is recognised
 * by, and what each service's documents are stamped with. It says nothing about what the services do.
 */

import type { Protocol } from './protocol.ts';

/** Services whose bodies are decoded here, each from its generated schema. */
export type ServiceName =
  | 'account'
  | 'ec2'
  | 'elasticloadbalancing'
  | 'iam'
  | 'monitoring'
  | 'organizations'
  | 'ram'
  | 'route53'
  | 'route53resolver'
  | 'sns'
  | 'sts';

interface Service {
  /** What the service speaks where the request doesn't say. */
  readonly protocol: Protocol;
  /** The `Version` parameter of the query protocols. */
  readonly version?: string;
  /** The namespace of the answer's root element. */
  readonly namespace?: string;
  /** What stands before the dot in `X-Amz-Target`. */
  readonly targetPrefix?: string;
}

export const services: Readonly<Record<ServiceName | 'dynamodb' | 's3', Service>> = {
  account: { protocol: 'restJson1' },
  dynamodb: { protocol: 'awsJson1_0', targetPrefix: 'DynamoDB_20120810' },
  ec2: { protocol: 'ec2Query', version: '2016-11-15', namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
  elasticloadbalancing: {
    protocol: 'awsQuery',
    version: '2015-12-01',
    namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  },
  iam: { protocol: 'awsQuery', version: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  monitoring: {
    protocol: 'awsQuery',
    version: '2010-08-01',
    namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    targetPrefix: 'GraniteServiceVersion20100801',
  },
  organizations: { protocol: 'awsJson1_1', targetPrefix: 'AWSOrganizationsV20161128' },
  ram: { protocol: 'restJson1' },
  route53: { protocol: 'restXml', namespace: 'https://route53.amazonaws.com/doc/2013-04-01/' },
  route53resolver: { protocol: 'awsJson1_1', targetPrefix: 'Route53Resolver' },
  s3: { protocol: 's3', namespace: 'http://s3.amazonaws.com/doc/2006-03-01/' },
  sns: { protocol: 'awsQuery', version: '2010-03-31', namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
  sts: { protocol: 'awsQuery', version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
};

export type KnownService = keyof typeof services;

const serviceNames = Object.keys(services) as readonly KnownService[];
const decodedServices: readonly string[] = [
  'account',
  'ec2',
  'elasticloadbalancing',
  'iam',
  'monitoring',
  'organizations',
  'ram',
  'route53',
  'route53resolver',
  'sns',
  'sts',
] satisfies readonly ServiceName[];

export function isKnownService(name: string): name is KnownService {
  return Object.hasOwn(services, name);
}

export function isDecodedService(name: string): name is ServiceName {
  return decodedServices.includes(name);
}

export function serviceByVersion(version: string): KnownService | undefined {
  return serviceNames.find((name) => services[name].version === version);
}

export function serviceByTargetPrefix(prefix: string): KnownService | undefined {
  return serviceNames.find((name) => services[name].targetPrefix === prefix);
}
