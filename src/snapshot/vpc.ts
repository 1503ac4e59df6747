/** VPCs, from describe-vpcs and describe-vpc-attribute. */

import { canonicalCidr } from '../base/cidr.ts';
import type { Vpc } from '../model/vpc.ts';
import { checkState, flag, type Item, items, member, Refusal, required, text } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, derivedId, note, type World } from './world.ts';

export function readVpc(world: World, from: Sourced): readonly Vpc[] {
  const { item } = from;
  const id = required(item, 'VpcId');
  checkState(item);
  if (text(member(item, 'EncryptionControl'), 'Mode') === 'enforce') {
    note(world, from, 'VPC Encryption Control', 'ignored: it may drop what is not encrypted', id);
  }
  const attributes = world.about('VpcAttributes', id);
  const attribute = (name: string, usual: boolean): boolean => {
    const holder = attributes.find((one) => member(one, name) !== undefined);
    return holder === undefined ? usual : flag(member(holder, name), 'Value');
  };
  const isDefault = flag(item, 'IsDefault');
  return [
    {
      ...baseOf(from, id),
      kind: 'vpc',
      cidrs: blocksOf(id, item),
      isDefault,
      dhcpOptions: text(item, 'DhcpOptionsId') ?? 'default',
      enableDnsSupport: attribute('EnableDnsSupport', true),
      enableDnsHostnames: attribute('EnableDnsHostnames', isDefault),
      enableNetworkAddressUsageMetrics: attribute('EnableNetworkAddressUsageMetrics', false),
      instanceTenancy: text(item, 'InstanceTenancy') === 'dedicated' ? 'dedicated' : 'default',
    },
  ];
}

/** The primary block first; blocks that are not associated (any more) are none. */
function blocksOf(vpc: string, item: Item): Vpc['cidrs'] {
  const primary = canonicalCidr(required(item, 'CidrBlock'));
  if (primary === undefined) throw new Refusal('with a CidrBlock that is none');
  const associated = items(item, 'CidrBlockAssociationSet').flatMap((one) => {
    const cidr = canonicalCidr(text(one, 'CidrBlock') ?? '');
    const state = text(member(one, 'CidrBlockState'), 'State') ?? 'associated';
    if (cidr === undefined || state !== 'associated') return [];
    return [{ id: text(one, 'AssociationId') ?? derivedId('vpc-cidr-assoc', `${vpc}/${cidr}`), cidr }];
  });
  const first = associated.find(({ cidr }) => cidr === primary);
  const fallback = { id: derivedId('vpc-cidr-assoc', `${vpc}/${primary}`), cidr: primary };
  return [first ?? fallback, ...associated.filter(({ cidr }) => cidr !== primary)];
}
