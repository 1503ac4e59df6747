/**
 * Which parts of an organization a request is about: its roots, units, accounts, policies and handshakes, by the ids in its input.
 * Whose organization it is follows from the caller, but for a handshake, which another's may have sent; of other parts of another's
 * the request is about `*`, and the operation refuses it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */

import type { Organization } from '../model/account.ts';
import type { Network } from '../model/network.ts';
import { accountArn, handshakeArn, namedParts, partArn } from '../model/organization-arn.ts';
import { findOrganization } from '../model/organizational-unit.ts';
import type { Tags } from '../model/resource.ts';
import type { NamedResource, Request } from './request.ts';

export function organizationResources(network: Network, { account, input }: Request): readonly NamedResource[] {
  if (typeof input.HandshakeId === 'string') return handshakeResources(network, input.HandshakeId);
  const organization = findOrganization(network, account);
  if (organization === undefined) return [];
  const invited = invitedAccount(input.Target);
  if (invited !== undefined) return [{ arn: accountArn(organization, invited), tags: {} }];
  return namedParts(input).flatMap((part) => {
    const arn = partArn(organization, part);
    return arn === undefined ? [] : [{ arn, tags: tagsOf(network, organization, part) }];
  });
}

/** For the sender and the account that is asked alike. */
function handshakeResources(network: Network, id: string): readonly NamedResource[] {
  const handshake = network.get('handshake', id);
  return handshake === undefined ? [] : [{ arn: handshakeArn(handshake), tags: {} }];
}

/** An invitation to an address is about no account that could be named. */
function invitedAccount(target: unknown): string | undefined {
  const { Type: type, Id: id } = (target ?? {}) as { readonly Type?: unknown; readonly Id?: unknown };
  return type === 'ACCOUNT' && typeof id === 'string' ? id : undefined;
}

function tagsOf(network: Network, organization: Organization, id: string): Tags {
  if (id === organization.rootId) return organization.tags;
  const part =
    network.get('service-control-policy', id) ??
    network.get('resource-policy', id) ??
    network.get('organizational-unit', id) ??
    network.get('account', id);
  return part?.tags ?? {};
}
