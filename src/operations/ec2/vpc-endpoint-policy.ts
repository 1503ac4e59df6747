/** Endpoint policies as requests bring them, and the default ones as the API prints them (they differ by type). */

import type { EndpointService } from '../../model/endpoint-service.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { noPolicySupport } from './vpc-endpoint-fault.ts';

/** As the examples of `aws ec2 describe-vpc-endpoints` show them, spaces and all. */
export const defaultPolicies: Readonly<Record<VpcEndpoint['endpointType'], string>> = {
  Gateway: '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  // It takes no policy and shows none.
  GatewayLoadBalancer: '',
  Interface:
    '{\n  "Statement": [\n    {\n      "Action": "*", \n      "Effect": "Allow", \n      "Principal": "*", \n      "Resource": "*"\n    }\n  ]\n}',
};

/** The policy of an endpoint: the request's, as it was given, or the default. @throws Fault InvalidPolicyDocument */
export function readEndpointPolicy(text: string | undefined, service: EndpointService): string {
  if (text === undefined || text === '') return defaultPolicies[service.type];
  if (!service.policySupported) throw noPolicySupport(service.name);
  parsePolicy(text, 'endpoint', { code: 'InvalidPolicyDocument' });
  return text;
}
