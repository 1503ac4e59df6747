/** DHCP options: immutable sets, one per VPC. An account's first VPC in a region brings the set that AWS makes for it. */

import type { DhcpOptions as DhcpOptionsShape } from '@aws-sdk/client-ec2';
import { parseAddress } from '../../base/address.ts';
import type { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import { amazonProvided, type DhcpOptions } from '../../model/dhcp-options.ts';
import { internalDomain } from '../../model/host-name.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe, type FilterTable } from './describe.ts';
import { dependencyViolation, invalidParameterValue, missingParameter, owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { removeResource } from './resource-removal.ts';
import { specifiedTags, tagList } from './tags.ts';

export type Maker = Pick<Context, 'account' | 'region' | 'now' | 'random'>;

const mostServers = 4;

const isServer = (text: string): boolean => parseAddress(text) !== undefined;

/** Option → whether a value is one, and how many there may be. */
const options: Readonly<Record<string, { readonly most: number; readonly valid: (value: string) => boolean }>> = {
  'domain-name': { most: 1, valid: (value) => value !== '' },
  'domain-name-servers': { most: mostServers, valid: (value) => value === amazonProvided || isServer(value) },
  'ntp-servers': { most: mostServers, valid: isServer },
  'netbios-name-servers': { most: mostServers, valid: isServer },
  'netbios-node-type': { most: 1, valid: (value) => ['1', '2', '4', '8'].includes(value) },
  'ipv6-address-preferred-lease-time': { most: 1, valid: (value) => /^\d{1,10}$/.test(value) },
};

/** `ec2.internal` in us-east-1, `<region>.compute.internal` elsewhere (Amazon VPC user guide, "DNS attributes"). */
function defaultConfigurations(region: string): DhcpOptions['configurations'] {
  return {
    'domain-name': [internalDomain(region)],
    'domain-name-servers': [amazonProvided],
  };
}

/** The id of the set that AWS gives new VPCs; made where the account has none in the region. */
export function defaultDhcpOptions(draft: Draft, maker: Maker): string {
  const configurations = defaultConfigurations(maker.region);
  const wanted = JSON.stringify(configurations);
  const found = draft.network
    .owned('dhcp-options', maker.account, maker.region)
    .find((one) => JSON.stringify(one.configurations) === wanted);
  if (found) return found.id;
  const id = resourceId(maker.random, 'dopt');
  const { account, region, now } = maker;
  draft.put({ kind: 'dhcp-options', id, account, region, created: now, tags: {}, configurations });
  return id;
}

function malformed(key: string, value: string): Fault {
  return invalidParameterValue(`Value (${value}) for parameter ${key} is invalid.`);
}

type Given = readonly { readonly Key?: string | undefined; readonly Values?: readonly string[] | undefined }[];

function readConfigurations(given: Given): DhcpOptions['configurations'] {
  const configurations: Record<string, readonly string[]> = {};
  for (const { Key: key = '', Values: list = [] } of given) {
    const option = Object.hasOwn(options, key) ? options[key] : undefined;
    if (option === undefined)
      throw invalidParameterValue(`Value (${key}) for parameter key is invalid. Unknown DHCP option`);
    // Some clients send several servers as one value.
    const values = key === 'domain-name' ? list : list.flatMap((value) => value.split(',')).map((one) => one.trim());
    if (values.length === 0) throw missingParameter('value');
    if (values.length > option.most) throw malformed(key, values.join(', '));
    for (const value of values) if (!option.valid(value)) throw malformed(key, value);
    configurations[key] = values;
  }
  if (Object.keys(configurations).length === 0) throw missingParameter('dhcpConfiguration');
  return configurations;
}

function shapeOf(set: DhcpOptions): DhcpOptionsShape {
  return {
    DhcpOptionsId: set.id,
    OwnerId: set.account,
    DhcpConfigurations: Object.entries(set.configurations).map(([Key, values]) => ({
      Key,
      Values: values.map((Value) => ({ Value })),
    })),
    Tags: tagList(set.tags),
  };
}

const filters: FilterTable<DhcpOptions> = {
  'dhcp-options-id': (set) => set.id,
  key: (set) => Object.keys(set.configurations),
  value: (set) => Object.values(set.configurations).flat(),
  'owner-id': (set) => set.account,
};

export const dhcpOptionsOperations = {
  CreateDhcpOptions(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'dhcp-options');
    const configurations = readConfigurations(input.DhcpConfigurations ?? []);
    const { account, region, now } = context;
    return context.transact((draft) => {
      const count = draft.network.count('dhcp-options', `owner:${account}/${region}`);
      checkQuota(context, 'dhcpOptionsPerRegion', count + 1);
      const id = resourceId(context.random, 'dopt');
      const set: DhcpOptions = { kind: 'dhcp-options', id, account, region, created: now, tags, configurations };
      draft.put(set);
      return { DhcpOptions: shapeOf(set) };
    });
  },

  DeleteDhcpOptions(context, input) {
    const id = required(input.DhcpOptionsId, 'dhcpOptionsId');
    return context.transact((draft) => {
      const set = owned(draft, context, 'dhcp-options', id);
      const vpcs = draft.network.owned('vpc', context.account, context.region);
      if (vpcs.some((vpc) => vpc.dhcpOptions === id)) throw dependencyViolation('dhcpOptions', id);
      removeResource(draft, set);
      return {};
    });
  },

  DescribeDhcpOptions(context, input) {
    const page = describe(context, 'dhcp-options', { ...input, ids: input.DhcpOptionsIds }, filters);
    return { DhcpOptions: page.items.map(shapeOf), NextToken: page.nextToken };
  },

  AssociateDhcpOptions(context, input) {
    const id = required(input.DhcpOptionsId, 'dhcpOptionsId');
    return context.transact((draft) => {
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId'));
      // `default` takes the VPC's options away, and no set is called so.
      if (id !== 'default') owned(draft, context, 'dhcp-options', id);
      draft.put({ ...vpc, dhcpOptions: id });
      return {};
    });
  },
} satisfies Ec2Handlers;
