/**
 * The condition keys of a request that follow from where and when it came, whatever it asks. Through an endpoint the caller's
 * public address is absent and the endpoint's keys are there; otherwise the other way round. No request here is an AWS
 * service's on somebody's behalf, so aws:CalledVia and its like are always absent.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */

import type { Origin } from '../model/origin.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import type { Facts, KeyTable } from './facts.ts';
import { organizationId, organizationPath } from './organization-keys.ts';

export interface Circumstances {
  readonly origin: Origin;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly secureTransport: boolean;
  readonly userAgent?: string | undefined;
}

const throughEndpoint = ({ circumstances: { origin } }: Facts) => (origin.kind === 'endpoint' ? origin : undefined);

function endpointOf(facts: Facts): VpcEndpoint | undefined {
  const origin = throughEndpoint(facts);
  return origin && facts.network.get('vpc-endpoint', origin.endpoint);
}

function vpcArn(facts: Facts): string | undefined {
  const endpoint = endpointOf(facts);
  return endpoint && `arn:aws:ec2:${endpoint.region}:${endpoint.account}:vpc/${endpoint.vpc}`;
}

export const requestKeys: KeyTable = {
  'aws:CurrentTime': ({ circumstances }) => new Date(circumstances.now).toISOString(),
  'aws:EpochTime': ({ circumstances }) => String(Math.floor(circumstances.now / 1000)),
  'aws:RequestedRegion': ({ circumstances }) => circumstances.region,
  'aws:SecureTransport': ({ circumstances }) => String(circumstances.secureTransport),
  'aws:SourceIp': ({ circumstances: { origin } }) => (origin.kind === 'endpoint' ? undefined : origin.sourceAddress),
  'aws:SourceVpc': (facts) => throughEndpoint(facts)?.vpc,
  'aws:SourceVpcArn': vpcArn,
  'aws:SourceVpce': (facts) => throughEndpoint(facts)?.endpoint,
  'aws:UserAgent': ({ circumstances }) => circumstances.userAgent,
  'aws:ViaAWSService': () => 'false',
  'aws:VpcSourceIp': (facts) => throughEndpoint(facts)?.sourceAddress,
  'aws:VpceAccount': (facts) => endpointOf(facts)?.account,
  'aws:VpceOrgID': (facts) => organizationId(facts.network, endpointOf(facts)?.account),
  'aws:VpceOrgPaths': (facts) => organizationPath(facts.network, endpointOf(facts)?.account),
};
