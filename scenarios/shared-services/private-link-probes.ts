/** The packets that matter between the provider and its consumers, with every zone up and with one of them down. */

import type { PrivateLink } from './private-link.ts';
import type { Probe } from './probes.ts';

const port = '80';

export function privateLinkProbes(built: PrivateLink): readonly Probe[] {
  const { accepted, waiting, provider } = built;
  return [
    {
      name: "another account's service, at addresses of its own",
      from: 'consumer',
      to: `${accepted.endpoint}:${port}`,
      vpc: accepted.vpc,
      words: ['connect', accepted.regionalName, port],
      expected: 'allowed',
      decidedBy: /^security group rule sgr-/,
    },
    {
      name: 'a connection that nobody accepted',
      from: 'stranger',
      to: `${waiting.endpoint}:${port}`,
      vpc: waiting.vpc,
      words: ['connect', waiting.address, port],
      expected: 'no answer',
      decidedBy: /^deliver/,
    },
    {
      name: 'the provider calls its consumer',
      from: 'target-1',
      to: 'consumer:8080',
      vpc: provider.vpc,
      words: ['connect', accepted.instanceAddress, '8080'],
      expected: 'no answer',
      decidedBy: /^deliver/,
    },
  ];
}

/** While the first zone is down. The consumer asks from the second. */
export function zoneFaultProbes(built: PrivateLink): readonly Probe[] {
  const { accepted, zones } = built;
  return [
    {
      name: `${zones[0]} is down, the other zone goes on`,
      from: 'consumer-2',
      to: `${accepted.endpoint}:${port}`,
      vpc: accepted.vpc,
      words: ['connect', accepted.regionalName, port],
      expected: 'allowed',
      decidedBy: /^security group rule sgr-/,
    },
    {
      name: `the address in ${zones[0]}`,
      from: 'consumer-2',
      to: `${accepted.endpoint} in ${zones[0]}`,
      vpc: accepted.vpc,
      words: ['connect', accepted.zonalName, port],
      expected: 'no answer',
      decidedBy: /^zone/,
    },
  ];
}
