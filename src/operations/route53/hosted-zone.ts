/**
 * Hosted zones: made, shown, described anew, deleted. Which VPCs a private one holds in afterwards is vpc-association.ts's.
 * Reusable delegation sets are not offered.
 *
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
 */

import { globalRegion } from '../../model/account.ts';
import { isWithin, readDomainName } from '../../model/domain-name.ts';
import type { HostedZone } from '../../model/hosted-zone.ts';
import type { Network } from '../../model/network.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Context } from '../context.ts';
import { changeInfo } from './change.ts';
import {
  hostedZoneAlreadyExists,
  hostedZoneNotEmpty,
  invalidDomainName,
  invalidInput,
  notOffered,
  tooManyHostedZones,
} from './faults.ts';
import type { Route53Handlers } from './handlers.ts';
import { apexRecords, newNameServers, newZoneId } from './hosted-zone-parts.ts';
import { vpcShape, zoneShape } from './hosted-zone-shape.ts';
import { ownZone } from './lookup.ts';
import { nameProblem } from './record-name.ts';
import { checkNoConflict } from './vpc-association.ts';
import { ownVpc } from './vpc-input.ts';

const longestComment = 256;
const longestReference = 128;
/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-entities-hosted-zones */
const mostZones = 500;
const amazonsDomains = ['amazonaws.com.', 'api.aws.', 'compute.internal.', 'ec2.internal.'];

function delegation(zone: HostedZone) {
  return zone.private ? { DelegationSet: undefined } : { DelegationSet: { NameServers: [...zone.nameServers] } };
}

/** Nobody's public zone may be a top-level domain, or one of Amazon's own. @throws Fault InvalidDomainName */
function readZoneName(text: string, isPrivate: boolean): string {
  const read = readDomainName(text);
  if ('problem' in read) throw invalidDomainName(nameProblem(read.problem, text));
  const reserved = !/\..+\.$/.test(read.name) || amazonsDomains.some((domain) => isWithin(read.name, domain));
  if (!isPrivate && reserved) throw invalidDomainName(`${text.replace(/\.$/, '')} is reserved by AWS!`);
  return read.name;
}

function checkComment(comment: string | undefined): void {
  if (comment !== undefined && comment.length > longestComment) {
    throw invalidInput(`The comment must not be longer than ${longestComment} characters.`);
  }
}

function checkReference(reference: string): void {
  if (reference === '' || reference.length > longestReference) {
    throw invalidInput(`The caller reference must have between 1 and ${longestReference} characters.`);
  }
}

function checkNew({ account }: Context, network: Network, reference: string): void {
  const own = network.owned('hosted-zone', account, globalRegion);
  if (own.some((zone) => zone.callerReference === reference)) throw hostedZoneAlreadyExists();
  if (own.length >= mostZones) throw tooManyHostedZones(mostZones);
}

function newZone(
  context: Context,
  name: string,
  vpc: Vpc | undefined,
  callerReference: string,
  comment: string | undefined,
): HostedZone {
  return {
    kind: 'hosted-zone',
    id: newZoneId(context),
    account: context.account,
    region: globalRegion,
    created: context.now,
    tags: {},
    name,
    private: vpc !== undefined,
    vpcs: vpc ? [{ region: vpc.region, vpc: vpc.id }] : [],
    callerReference,
    // An empty comment is none.
    ...(comment ? { comment } : {}),
    nameServers: vpc ? [] : newNameServers(context),
  };
}

type Operations = 'CreateHostedZone' | 'GetHostedZone' | 'UpdateHostedZoneComment' | 'DeleteHostedZone';

export const hostedZoneOperations: Route53Handlers<Operations> = {
  CreateHostedZone(context, { Name, VPC: given, CallerReference, HostedZoneConfig: config, DelegationSetId }) {
    if (DelegationSetId !== undefined) throw notOffered('A reusable delegation set');
    if (config?.PrivateZone && given === undefined) {
      throw invalidInput(
        "When you're creating a private hosted zone (when you specify true for PrivateZone), you must also specify values for VPCId and VPCRegion.",
      );
    }
    checkReference(CallerReference);
    checkComment(config?.Comment);
    const name = readZoneName(Name, given !== undefined);
    return context.transact((draft) => {
      checkNew(context, draft.network, CallerReference);
      const vpc = given && ownVpc(draft, context, given);
      if (vpc) checkNoConflict(draft.network, vpc, name);
      const zone = newZone(context, name, vpc, CallerReference, config?.Comment);
      for (const one of [zone, ...apexRecords(zone)]) draft.put(one);
      return {
        HostedZone: zoneShape(draft.network, zone),
        ChangeInfo: changeInfo(context, draft.revision),
        // The SDK's type has it always; AWS sends it for public zones only.
        DelegationSet: delegation(zone).DelegationSet,
        ...(zone.vpcs[0] ? { VPC: vpcShape(zone.vpcs[0]) } : {}),
        Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
      };
    });
  },

  GetHostedZone({ network, account }, { Id }) {
    const zone = ownZone(network, account, Id);
    return {
      HostedZone: zoneShape(network, zone),
      ...delegation(zone),
      ...(zone.private ? { VPCs: zone.vpcs.map(vpcShape) } : {}),
    };
  },

  UpdateHostedZoneComment(context, { Id, Comment }) {
    checkComment(Comment);
    return context.transact((draft) => {
      const { comment: _, ...bare } = ownZone(draft, context.account, Id);
      const zone: HostedZone = Comment ? { ...bare, comment: Comment } : bare;
      draft.put(zone);
      return { HostedZone: zoneShape(draft.network, zone) };
    });
  },

  DeleteHostedZone(context, { Id }) {
    return context.transact((draft) => {
      const zone = ownZone(draft, context.account, Id);
      const records = draft.find('record-set', `zone:${zone.id}`);
      if (records.length > apexRecords(zone).length) throw hostedZoneNotEmpty();
      const authorizations = draft.find('vpc-association-authorization', `zone:${zone.id}`);
      for (const { kind, id } of [...records, ...authorizations, zone]) draft.remove(kind, id);
      return { ChangeInfo: changeInfo(context, draft.revision) };
    });
  },
};
