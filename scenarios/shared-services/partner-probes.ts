/** What a subscriber reaches of a partner's service, what others are refused, and what is left when a subscription ends. */

import type { Partner } from './partner.ts';
import type { PrivateLink } from './private-link.ts';
import type { Probe } from './probes.ts';

const port = '80';

export function partnerProbes({ accepted, waiting }: PrivateLink, partner: Partner): readonly Probe[] {
  const request = { VpcId: waiting.vpc, VpcEndpointType: 'Interface', ServiceName: partner.service };
  return [
    {
      name: "a partner's service, by its private name",
      from: 'consumer',
      to: `${partner.privateName}:${port}`,
      vpc: accepted.vpc,
      words: ['connect', partner.privateName, port],
      expected: 'allowed',
      decidedBy: /^security group rule sgr-/,
    },
    {
      name: 'an account that does not subscribe',
      from: 'outside',
      to: partner.service,
      vpc: waiting.vpc,
      connection: partner.stranger,
      words: ['ec2', 'CreateVpcEndpoint', JSON.stringify(request)],
      expected: 'InvalidServiceName',
      decidedBy: /does not exist$/,
    },
  ];
}

/** Once the subscription has ended. */
export function unsubscribedProbes({ accepted }: PrivateLink, partner: Partner): readonly Probe[] {
  return [
    {
      name: 'a subscription that has ended',
      from: 'consumer',
      to: `${partner.endpoint}:${port}`,
      vpc: accepted.vpc,
      words: ['connect', partner.address, port],
      expected: 'no answer',
      decidedBy: /^deliver/,
    },
  ];
}
