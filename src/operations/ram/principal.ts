/**
 * Principals of resource shares as requests name them: account ids, ARNs of organizations and units, of users and roles. Which there
 * are, which belong to the owner's organization, and which have to be invited. Service principals may use none of the types here.
 * https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html
 */

import { isAccountId } from '../../base/ids.ts';
import type { Network } from '../../model/network.ts';
import { identityAccount, sameOrganization } from '../../model/sharing.ts';
import {
  malformedPrincipal,
  noExternalPrincipals,
  notPermitted,
  organizationNotFound,
  unitInUnknownOrganization,
  unitNotFound,
} from './faults.ts';
import { sharingOrganization } from './organization-sharing.ts';

export interface Principal {
  readonly id: string;
  /** Outside the organization that the owner may share in: it has to be invited. */
  readonly external: boolean;
  readonly isIdentity: boolean;
}

interface Asked {
  readonly owner: string;
  readonly allowExternalPrincipals: boolean;
}

const organizationForm = /^arn:aws:organizations::(\d{12}):organization\/(o-[a-z0-9]{10,32})$/;
const unitForm = /^arn:aws:organizations::(\d{12}):ou\/(o-[a-z0-9]{10,32})\/(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;
const identityForm = /^arn:aws:iam::\d{12}:(?:user|role)\/\S+$/;
const rootForm = /^arn:aws:iam::(\d{12}):root$/;
const serviceForm = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com$/;

/** The id by which a share knows a principal: an account's root user is the account. */
export function principalId(text: string): string {
  return rootForm.exec(text)?.[1] ?? text;
}

/** @throws Fault InvalidParameterException, UnknownResourceException, OperationNotPermittedException */
export function checkPrincipal(network: Network, asked: Asked, text: string): Principal {
  const id = principalId(text);
  if (id.startsWith('arn:aws:organizations:')) return partOfOrganization(network, asked.owner, id);
  if (serviceForm.test(id)) throw notPermitted(`You cannot share the resources with the service principal ${id}.`);
  const isIdentity = identityForm.test(id);
  const account = isAccountId(id) ? id : isIdentity ? identityAccount(id) : undefined;
  if (account === undefined) throw malformedPrincipal(text);
  const external = account !== asked.owner && !isMember(network, asked.owner, account);
  if (external && !asked.allowExternalPrincipals) throw noExternalPrincipals(id);
  return { id, external, isIdentity };
}

function isMember(network: Network, owner: string, account: string): boolean {
  return sharingOrganization(network, owner) !== undefined && sameOrganization(network, owner, account);
}

function partOfOrganization(network: Network, owner: string, id: string): Principal {
  const organization = sharingOrganization(network, owner);
  const [, manager, named, unit] = unitForm.exec(id) ?? organizationForm.exec(id) ?? [];
  if (manager === undefined || named === undefined) throw malformedPrincipal(id);
  const isOwn = organization?.id === named && organization.account === manager;
  if (unit === undefined && !isOwn) throw organizationNotFound(named);
  if (unit !== undefined && !isOwn) {
    const isOther = network.get('account', owner)?.organization !== named;
    throw isOther ? unitInUnknownOrganization(unit) : unitNotFound(unit);
  }
  const isThere = unit === undefined || network.get('organizational-unit', unit)?.organization === named;
  if (!isThere) throw unitNotFound(unit);
  return { id, external: false, isIdentity: false };
}
