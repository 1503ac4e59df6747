/**
 * Lists of hosted zones: by id, by name in Route 53's own order, and by the VPC that they hold in.
 *
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html
 */

import type { HostedZoneSummary } from '@aws-sdk/client-route-53';
import { Fault } from '../../base/fault.ts';
import { globalRegion } from '../../model/account.ts';
import { domainName, reversedName } from '../../model/domain-name.ts';
import { isConnected } from '../../model/endpoint-connection.ts';
import { privateHostedZone, privateNames } from '../../model/endpoint-name.ts';
import type { HostedZone } from '../../model/hosted-zone.ts';
import type { Network } from '../../model/network.ts';
import { invalidDomainName, invalidInput } from './faults.ts';
import type { Route53Handlers } from './handlers.ts';
import { zoneShape } from './hosted-zone-shape.ts';
import { bareId } from './lookup.ts';
import { pageSize, tokenPage } from './page.ts';
import { ownVpc } from './vpc-input.ts';

const usualItems = 100;

interface Place {
  readonly key: string;
  readonly id: string;
}

function placeOf(zone: HostedZone): Place {
  return { key: reversedName(zone.name), id: zone.id };
}

function before(one: Place, other: Place): boolean {
  return one.key === other.key ? one.id < other.id : one.key < other.key;
}

function byName(zones: readonly HostedZone[]): readonly HostedZone[] {
  return [...zones].sort((one, other) => (before(placeOf(one), placeOf(other)) ? -1 : 1));
}

/** Zones of customers and the hidden ones of endpoints; likeliest, one for each endpoint, which the endpoints' service owns. */
function summaries(network: Network, vpc: string): readonly (HostedZoneSummary & { readonly id: string })[] {
  const own = network.find('hosted-zone', `vpc:${vpc}`).map((zone) => ({
    id: zone.id,
    HostedZoneId: zone.id,
    Name: zone.name,
    Owner: { OwningAccount: zone.account },
  }));
  const hidden = network
    .find('vpc-endpoint', `vpc:${vpc}`)
    .filter(isConnected)
    .flatMap((endpoint) => {
      const id = privateHostedZone(endpoint);
      const names = new Set(privateNames(network, endpoint).map((name) => `${name.replace(/^\*\./, '')}.`));
      return [...names]
        .slice(0, 1)
        .map((Name) => ({ id, HostedZoneId: id, Name, Owner: { OwningService: 'vpce.amazonaws.com' } }));
    });
  return [...own, ...hidden].sort((one, other) => (one.id < other.id ? -1 : 1));
}

type Operations = 'ListHostedZones' | 'ListHostedZonesByName' | 'ListHostedZonesByVPC' | 'GetHostedZoneCount';

export const hostedZoneListOperations: Route53Handlers<Operations> = {
  ListHostedZones({ network, account }, { Marker, MaxItems, DelegationSetId, HostedZoneType }) {
    if (DelegationSetId !== undefined) {
      throw new Fault('NoSuchDelegationSet', `The delegation set ${DelegationSetId} does not exist.`);
    }
    const size = pageSize(MaxItems, usualItems);
    const from = Marker === undefined ? '' : bareId(Marker);
    const rest = network
      .owned('hosted-zone', account, globalRegion)
      .filter((zone) => zone.id >= from && (HostedZoneType !== 'PrivateHostedZone' || zone.private));
    const next = rest[size];
    return {
      HostedZones: rest.slice(0, size).map((zone) => zoneShape(network, zone)),
      Marker,
      IsTruncated: next !== undefined,
      ...(next ? { NextMarker: next.id } : {}),
      MaxItems: size,
    };
  },

  ListHostedZonesByName({ network, account }, { DNSName, HostedZoneId, MaxItems }) {
    if (HostedZoneId !== undefined && DNSName === undefined) {
      throw invalidInput('The hosted zone ID can be specified together with a DNS name only.');
    }
    const name = DNSName === undefined ? undefined : domainName(DNSName);
    if (DNSName !== undefined && name === undefined)
      throw invalidDomainName(`The domain name ${DNSName} is not valid.`);
    const from = name === undefined ? undefined : { key: reversedName(name), id: bareId(HostedZoneId ?? '') };
    const size = pageSize(MaxItems, usualItems);
    const all = byName(network.owned('hosted-zone', account, globalRegion));
    const rest = all.filter((zone) => from === undefined || !before(placeOf(zone), from));
    const next = rest[size];
    return {
      HostedZones: rest.slice(0, size).map((zone) => zoneShape(network, zone)),
      DNSName,
      HostedZoneId,
      IsTruncated: next !== undefined,
      ...(next ? { NextDNSName: next.name, NextHostedZoneId: next.id } : {}),
      MaxItems: size,
    };
  },

  ListHostedZonesByVPC(context, { VPCId, VPCRegion, MaxItems, NextToken }) {
    const { id } = ownVpc(context.network, context, { VPCId, VPCRegion });
    const size = pageSize(MaxItems, usualItems);
    const { items, next } = tokenPage(summaries(context.network, id), NextToken, size);
    return { HostedZoneSummaries: items.map(({ id: _, ...summary }) => summary), MaxItems: size, ...next };
  },

  GetHostedZoneCount({ network, account }) {
    return { HostedZoneCount: network.count('hosted-zone', `owner:${account}/${globalRegion}`) };
  },
};
