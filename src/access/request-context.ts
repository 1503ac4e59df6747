/**
 * The condition keys of a request that follow from where it came from and who signed it. Through an endpoint the caller's
 * public address is absent and the endpoint's keys are there; otherwise the other way round
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
 */

import type { Network } from '../model/network.ts';
import type { Origin } from '../model/origin.ts';
import type { Caller } from './caller.ts';

export interface Circumstances {
  readonly origin: Origin;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly secureTransport: boolean;
  readonly userAgent?: string | undefined;
}

export function requestKeys(
  network: Network,
  circumstances: Circumstances,
  caller: Caller | undefined,
): Map<string, string> {
  const { origin, now } = circumstances;
  const keys = new Map<string, string>([
    ['aws:CurrentTime', new Date(now).toISOString()],
    ['aws:EpochTime', String(Math.floor(now / 1000))],
    ['aws:RequestedRegion', circumstances.region],
    ['aws:SecureTransport', String(circumstances.secureTransport)],
    ['aws:ViaAWSService', 'false'],
  ]);
  if (circumstances.userAgent !== undefined) keys.set('aws:UserAgent', circumstances.userAgent);
  if (origin.kind === 'endpoint') {
    keys.set('aws:SourceVpce', origin.endpoint);
    keys.set('aws:SourceVpc', origin.vpc);
    keys.set('aws:VpcSourceIp', origin.sourceAddress);
    const endpoint = network.get('vpc-endpoint', origin.endpoint);
    if (endpoint) {
      keys.set('aws:SourceVpcArn', `arn:aws:ec2:${endpoint.region}:${endpoint.account}:vpc/${origin.vpc}`);
      keys.set('aws:VpceAccount', endpoint.account);
    }
  } else keys.set('aws:SourceIp', origin.sourceAddress);
  const instance = caller?.session?.instance;
  if (instance) {
    keys.set('aws:Ec2InstanceSourceVpc', instance.vpc);
    keys.set('aws:Ec2InstanceSourcePrivateIPv4', instance.address);
    keys.set('ec2:RoleDelivery', '2.0');
  }
  return keys;
}
