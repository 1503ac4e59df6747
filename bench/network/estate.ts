/**
 * What an account has in a region besides its VPCs: options for DHCP, a prefix list that its groups name, and an internet
 * gateway that is attached to nothing, to which forgotten routes lead.
 */

import { id, type Maker, type Owner, owned, put } from './maker.ts';

export interface Estate extends Owner {
  readonly dhcpOptions: string;
  readonly prefixList: string;
  readonly detachedGateway: string;
}

const accounts = ['111122223333', '222233334444', '333344445555', '444455556666', '555566667777'] as const;
const regions = ['us-east-1', 'eu-west-1', 'ap-southeast-2'] as const;

/** Offices, partners, and the simulated internet's own hosts. */
const offices = ['192.0.2.0/24', '198.51.100.0/25', '203.0.113.0/28', '10.250.0.0/16', '172.20.8.0/21'] as const;

/** Every account in every region. */
export function makeEstates(maker: Maker): readonly Estate[] {
  for (const [number, account] of accounts.entries()) {
    put(maker, {
      kind: 'account',
      id: account,
      ...owned({ account, region: 'aws-global' }),
      name: `account-${number}`,
      email: `account-${number}@example.com`,
      status: 'ACTIVE',
      joined: 'CREATED',
      management: number === 0,
    });
  }
  return regions.flatMap((region) => accounts.map((account) => makeEstate(maker, { account, region })));
}

function makeEstate(maker: Maker, owner: Owner): Estate {
  const [dhcpOptions, prefixList, detachedGateway] = ['dopt', 'pl', 'igw'].map((prefix) => id(maker, prefix));
  const configurations = { 'domain-name-servers': ['AmazonProvidedDNS'] };
  put(maker, { kind: 'dhcp-options', id: dhcpOptions!, ...owned(owner), configurations });
  put(maker, {
    kind: 'prefix-list',
    id: prefixList!,
    ...owned(owner, 'offices'),
    name: 'offices',
    addressFamily: 'IPv4',
    maxEntries: 10,
    version: 1,
    versions: [offices.map((cidr) => ({ cidr }))],
  });
  put(maker, { kind: 'internet-gateway', id: detachedGateway!, ...owned(owner, 'detached') });
  return { ...owner, dhcpOptions: dhcpOptions!, prefixList: prefixList!, detachedGateway: detachedGateway! };
}
