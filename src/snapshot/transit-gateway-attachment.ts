/**
 * Attachments of VPCs and of gateways to transit gateways, from describe-transit-gateway-vpc-attachments, -peering-attachments and,
 * for all other kinds, -attachments. One whose gateway or VPC is in no file carries nothing.
 */

import type { Tags } from '../model/resource.ts';
import type { AttachedSubnet, TransitGatewayAttachment } from '../model/transit-gateway.ts';
import { type Item, member, required, tagsIn, text, texts, time } from './item.ts';
import type { Sourced } from './source.ts';
import { isThere } from './transit-gateway.ts';
import { baseOf, note, type World } from './world.ts';

const asked: readonly string[] = ['pendingAcceptance', 'initiating', 'initiatingRequest'];
const nothing = 'nothing passes it';

/** What ended, failed or was rejected is listed for a while. */
function answerOf(item: Item): 'accepted' | 'pending' | undefined {
  if (isThere(item)) return 'accepted';
  return asked.includes(text(item, 'State') ?? '') ? 'pending' : undefined;
}

function noteGateway(world: World, from: Sourced, attachment: string, gateway: string): void {
  if (world.network.get('transit-gateway', gateway)) return;
  note(world, from, 'an attachment to a transit gateway that is not in the snapshot', nothing, attachment);
}

export function readTransitGatewayVpcAttachment(world: World, from: Sourced): readonly TransitGatewayAttachment[] {
  const { item } = from;
  const id = required(item, 'TransitGatewayAttachmentId');
  const answer = answerOf(item);
  if (answer === undefined) return [];
  const transitGateway = required(item, 'TransitGatewayId');
  noteGateway(world, from, id, transitGateway);
  const vpc = required(item, 'VpcId');
  if (world.network.get('vpc', vpc) === undefined) {
    note(world, from, 'an attachment of a VPC that is not in the snapshot', nothing, id);
  }
  const account = text(item, 'VpcOwnerId') ?? from.account;
  const options = member(item, 'Options');
  const on = (name: string): boolean => text(options, name) === 'enable';
  const subnets = texts(item, 'SubnetIds').flatMap((subnet) => subnetOf(world, from, id, subnet));
  return [
    {
      ...baseOf(from, id, { account, created: time(item, 'CreationTime') ?? 0 }),
      kind: 'transit-gateway-attachment',
      transitGateway,
      attached: {
        kind: 'vpc',
        vpc,
        subnets,
        applianceMode: on('ApplianceModeSupport'),
        dnsSupport: on('DnsSupport'),
        ipv6Support: on('Ipv6Support'),
        securityGroupReferencingSupport: on('SecurityGroupReferencingSupport'),
      },
      answer,
      desired: 'available',
      stateRevision: 0,
    },
  ];
}

/** Its interface names the attachment in its description. */
function subnetOf(world: World, from: Sourced, attachment: string, id: string): readonly AttachedSubnet[] {
  const subnet = world.network.get('subnet', id);
  const own = world.network.find('network-interface', `parent:${attachment}`).find((one) => one.subnet === id);
  if (subnet && own) return [{ subnet: id, zoneId: subnet.zoneId, networkInterface: own.id }];
  const what = 'a subnet of an attachment without its interface';
  if (subnet) note(world, from, what, 'treated as if its zone were not attached', `${attachment} ${id}`);
  return [];
}

export function readTransitGatewayPeering(world: World, from: Sourced): readonly TransitGatewayAttachment[] {
  const { item } = from;
  const id = required(item, 'TransitGatewayAttachmentId');
  const answer = answerOf(item);
  if (answer === undefined) return [];
  const [requester, accepter] = [sideOf(from, 'RequesterTgwInfo'), sideOf(from, 'AccepterTgwInfo')];
  for (const { transitGateway } of [requester, accepter]) noteGateway(world, from, id, transitGateway);
  const { account, region, transitGateway } = requester;
  const isOnePlace = account === accepter.account && region === accepter.region;
  return [
    {
      ...baseOf(from, id, {
        account,
        region,
        created: time(item, 'CreationTime') ?? 0,
        tags: tagsAt(world, id, requester),
      }),
      kind: 'transit-gateway-attachment',
      transitGateway,
      attached: { kind: 'peering', ...accepter, accepterTags: isOnePlace ? {} : tagsAt(world, id, accepter) },
      answer,
      desired: 'available',
      stateRevision: 0,
    },
  ];
}

interface Side {
  readonly account: string;
  readonly region: string;
  readonly transitGateway: string;
}

/** @throws Refusal */
function sideOf({ item, account, region }: Sourced, name: string): Side {
  const info = member(item, name) ?? {};
  return {
    account: text(info, 'OwnerId') ?? account,
    region: text(info, 'Region') ?? region,
    transitGateway: required(info, 'TransitGatewayId'),
  };
}

function tagsAt(world: World, id: string, { account, region }: Side): Tags {
  const told = world.told('TransitGatewayPeeringAttachments', id);
  return tagsIn(told.find((one) => one.account === account && one.region === region)?.item);
}

/** VPNs, Direct Connect gateways and so on; and which table each attachment has, which transit-gateway.ts reads. */
export function readOtherAttachment(world: World, from: Sourced): readonly TransitGatewayAttachment[] {
  const type = text(from.item, 'ResourceType') ?? 'vpc';
  const isEnded = answerOf(from.item) === undefined;
  if (isEnded || type === 'vpc' || type === 'peering') return [];
  const id = required(from.item, 'TransitGatewayAttachmentId');
  note(world, from, `an attachment of the type ${type}`, 'routes to it are treated as blackholes', id);
  return [];
}
