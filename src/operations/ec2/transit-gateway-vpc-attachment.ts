/**
 * Attachments of VPCs to transit gateways: one subnet in each zone, in which the gateway has an interface. A VPC is attached
 * by its owner, to a gateway of its own or one that is shared with it; the owner of a shared gateway then accepts or rejects, unless
 * the gateway accepts by itself.
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
 */

import type { TransitGatewayVpcAttachment as AttachmentShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import {
  type AttachedVpc,
  concerns,
  isOpen,
  type TransitGateway,
  type TransitGatewayAttachment,
} from '../../model/transit-gateway.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { FilterTable } from './describe.ts';
import { missingParameter, notAuthorized, notOffered, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { transitGatewayAttachmentState } from './state.ts';
import { specifiedTags, tagList } from './tags.ts';
import {
  acceptAttachment,
  deleteAttachment,
  describeAttachments,
  rejectAttachment,
} from './transit-gateway-attachment.ts';
import { checkAvailable, checkPending, openAttachment, purgeEnded, usableGateway } from './transit-gateway-find.ts';
import { readSwitch, switchOf } from './transit-gateway-option.ts';
import { attachSubnets, modifySubnets } from './transit-gateway-subnet.ts';
import { joinDefaultTables } from './transit-gateway-tie.ts';

type VpcAttachment = TransitGatewayAttachment & { readonly attached: AttachedVpc };
type Options = Pick<AttachedVpc, 'applianceMode' | 'dnsSupport' | 'ipv6Support' | 'securityGroupReferencingSupport'>;

/** Those of the attachment, not of its gateway: references to groups are supported here where a gateway does not at first. */
const usual: Options = {
  applianceMode: false,
  dnsSupport: true,
  ipv6Support: false,
  securityGroupReferencingSupport: true,
};

function readOptions(
  input: InputOf<'CreateTransitGatewayVpcAttachment'>['Options'] = {},
  old: Options = usual,
): Options {
  if (readSwitch(input.Ipv6Support, 'Ipv6Support')) throw notOffered('IPv6 support of a transit gateway attachment');
  const references = readSwitch(input.SecurityGroupReferencingSupport, 'SecurityGroupReferencingSupport');
  return {
    applianceMode: readSwitch(input.ApplianceModeSupport, 'ApplianceModeSupport') ?? old.applianceMode,
    dnsSupport: readSwitch(input.DnsSupport, 'DnsSupport') ?? old.dnsSupport,
    ipv6Support: false,
    securityGroupReferencingSupport: references ?? old.securityGroupReferencingSupport,
  };
}

function checkRoom(draft: Draft, context: Context, gateway: TransitGateway, vpc: Vpc): void {
  const ofVpc = draft.find('transit-gateway-attachment', `vpc:${vpc.id}`).filter(isOpen);
  if (ofVpc.some(({ transitGateway }) => transitGateway === gateway.id)) {
    throw new Fault(
      'DuplicateTransitGatewayAttachment',
      `${gateway.id} has non-deleted Transit Gateway Attachments with same VPC ID.`,
    );
  }
  checkQuota(context, 'transitGatewaysPerVpc', ofVpc.length + 1, vpc.id);
  const ofGateway = draft.find('transit-gateway-attachment', `transit-gateway:${gateway.id}`).filter(isOpen);
  checkQuota(context, 'attachmentsPerTransitGateway', ofGateway.length + 1, gateway.id);
}

/** The interfaces are there before the gateway's owner answers. Likeliest: AWS doesn't say when they come. */
function createAttachment(
  draft: Draft,
  context: Context,
  gateway: TransitGateway,
  vpc: Vpc,
  wanted: Options & { readonly subnets: readonly string[]; readonly tags: TransitGatewayAttachment['tags'] },
): TransitGatewayAttachment {
  const { account, region, now: created, random } = context;
  const { subnets, tags, ...options } = wanted;
  const id = resourceId(random, 'tgw-attach');
  const accepts = gateway.account === account || gateway.autoAcceptSharedAttachments;
  const attached = attachSubnets(draft, context, { id, vpc: vpc.id }, subnets);
  const attachment: TransitGatewayAttachment = {
    kind: 'transit-gateway-attachment',
    id,
    account,
    region,
    created,
    tags,
    transitGateway: gateway.id,
    attached: { kind: 'vpc', vpc: vpc.id, subnets: attached, ...options },
    answer: accepts ? 'accepted' : 'pending',
    desired: 'available',
    stateRevision: draft.revision,
  };
  draft.put(attachment);
  if (accepts) joinDefaultTables(draft, context, attachment);
  return attachment;
}

function isOfVpc(attachment: TransitGatewayAttachment): attachment is VpcAttachment {
  return attachment.attached.kind === 'vpc';
}

function openVpcAttachment(draft: Draft, context: Context, id: string | undefined): VpcAttachment {
  const found = openAttachment(draft, context, required(id, 'TransitGatewayAttachmentId'), 'vpc');
  return found as VpcAttachment;
}

/** @throws Fault for everybody but the gateway's owner */
function answerable(draft: Draft, context: Context, id: string | undefined): VpcAttachment {
  const attachment = openVpcAttachment(draft, context, id);
  if (!concerns(draft, attachment, context)) throw notAuthorized();
  checkPending(attachment);
  return attachment;
}

/** Without tags: only CreateTransitGatewayVpcAttachment and the listing answer them. */
function attachmentShape(context: Context, attachment: TransitGatewayAttachment): AttachmentShape {
  if (!isOfVpc(attachment)) return {};
  const { attached } = attachment;
  return {
    TransitGatewayAttachmentId: attachment.id,
    TransitGatewayId: attachment.transitGateway,
    VpcId: attached.vpc,
    VpcOwnerId: attachment.account,
    State: transitGatewayAttachmentState(context, attachment),
    SubnetIds: attached.subnets.map(({ subnet }) => subnet),
    CreationTime: new Date(attachment.created),
    Options: {
      DnsSupport: switchOf(attached.dnsSupport),
      SecurityGroupReferencingSupport: switchOf(attached.securityGroupReferencingSupport),
      Ipv6Support: switchOf(attached.ipv6Support),
      ApplianceModeSupport: switchOf(attached.applianceMode),
    },
  };
}

function filtersOf(context: Context): FilterTable<TransitGatewayAttachment> {
  return {
    state: (one) => transitGatewayAttachmentState(context, one),
    'transit-gateway-attachment-id': (one) => one.id,
    'transit-gateway-id': (one) => one.transitGateway,
    'vpc-id': (one) => (one.attached.kind === 'vpc' ? one.attached.vpc : undefined),
  };
}

export const transitGatewayVpcAttachmentOperations = {
  CreateTransitGatewayVpcAttachment(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'transit-gateway-attachment');
    const options = readOptions(input.Options);
    const gatewayId = required(input.TransitGatewayId, 'TransitGatewayId');
    const vpcId = required(input.VpcId, 'VpcId');
    const subnets = input.SubnetIds ?? [];
    if (subnets.length === 0) throw missingParameter('SubnetIds');
    return context.transact((draft) => {
      purgeEnded(draft, context);
      const vpc = owned(draft, context, 'vpc', vpcId);
      const gateway = usableGateway(draft, context, gatewayId);
      checkAvailable(context, gateway);
      checkRoom(draft, context, gateway, vpc);
      const made = createAttachment(draft, context, gateway, vpc, { ...options, subnets, tags });
      return { TransitGatewayVpcAttachment: { ...attachmentShape(context, made), Tags: tagList(tags) } };
    });
  },

  ModifyTransitGatewayVpcAttachment(context, input) {
    return context.transact((draft) => {
      const attachment = openVpcAttachment(draft, context, input.TransitGatewayAttachmentId);
      if (attachment.account !== context.account) throw notAuthorized();
      checkAvailable(context, attachment);
      const options = readOptions(input.Options, attachment.attached);
      const subnets = modifySubnets(draft, context, attachment, input);
      const changed: VpcAttachment = {
        ...attachment,
        attached: { ...attachment.attached, ...options, subnets },
        stateRevision: draft.revision,
        modified: true,
      };
      draft.put(changed);
      return { TransitGatewayVpcAttachment: attachmentShape(context, changed) };
    });
  },

  /** By either account, at any time. */
  DeleteTransitGatewayVpcAttachment(context, input) {
    return context.transact((draft) => {
      const attachment = openVpcAttachment(draft, context, input.TransitGatewayAttachmentId);
      const ended = deleteAttachment(draft, context, attachment);
      return { TransitGatewayVpcAttachment: attachmentShape(context, ended) };
    });
  },

  AcceptTransitGatewayVpcAttachment(context, input) {
    return context.transact((draft) => {
      const accepted = acceptAttachment(draft, context, answerable(draft, context, input.TransitGatewayAttachmentId));
      return { TransitGatewayVpcAttachment: attachmentShape(context, accepted) };
    });
  },

  RejectTransitGatewayVpcAttachment(context, input) {
    return context.transact((draft) => {
      const rejected = rejectAttachment(draft, context, answerable(draft, context, input.TransitGatewayAttachmentId));
      return { TransitGatewayVpcAttachment: attachmentShape(context, rejected) };
    });
  },

  DescribeTransitGatewayVpcAttachments(context, input) {
    const { items, nextToken } = describeAttachments(context, input, filtersOf(context), 'vpc');
    const shapes = items.map((one) => ({ ...attachmentShape(context, one), Tags: tagList(one.tags) }));
    return { TransitGatewayVpcAttachments: shapes, NextToken: nextToken };
  },
} satisfies Ec2Handlers;
