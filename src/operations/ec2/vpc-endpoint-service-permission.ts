/**
 * Who may find an endpoint service and connect to it: principals by their ARNs, or everybody; of one that AWS Marketplace
 * sells, subscribers alone. Taking a principal away changes nothing for endpoints that are there
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions).
 */

import type { PrincipalType } from '@aws-sdk/client-ec2';
import { resourceId } from '../../base/ids.ts';
import { isSubscribed } from '../../model/marketplace-product.ts';
import type { Network } from '../../model/network.ts';
import type { AllowedPrincipal, VpcEndpointService } from '../../model/vpc-endpoint-service.ts';
import type { Context, Principal } from '../context.ts';
import { applyFilters, type FilterTable, page } from './describe.ts';
import { owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { invalidPrincipal } from './vpc-endpoint-service-fault.ts';

/** Accounts, roles and users; names with a path are not supported. */
const principalForm = /^arn:aws:iam::\d{12}:(?:(root)|(role|user)\/[\w+=,.@-]{1,64})$/;

/** @throws Fault InvalidPrincipal */
function principalType(arn: string): PrincipalType {
  if (arn === '*') return 'All';
  const [, root, type] = principalForm.exec(arn) ?? [];
  if (root !== undefined) return 'Account';
  if (type === undefined) throw invalidPrincipal(arn);
  return type === 'role' ? 'Role' : 'User';
}

/** The caller's own ARN where a service may name it: a role or a user without a path. */
function ownArn(network: Network, principal: Principal): string | undefined {
  if (principal.kind === 'root' || principal.kind === 'federated') return undefined;
  const [kind, name] =
    principal.kind === 'user' ? (['user', principal.name] as const) : (['role', principal.role] as const);
  const path = network.get(kind, `${principal.account}/${name}`)?.path;
  return path === '/' ? `arn:aws:iam::${principal.account}:${kind}/${name}` : undefined;
}

/** Likeliest: the owner's own account needs no entry. */
export function mayConnect(
  network: Network,
  { account, principal }: Pick<Context, 'account' | 'principal'>,
  service: Pick<VpcEndpointService, 'account' | 'principals' | 'product'>,
): boolean {
  if (account === service.account) return true;
  if (service.product !== undefined) return isSubscribed(service, account);
  const names = ['*', `arn:aws:iam::${account}:root`, ownArn(network, principal)];
  return service.principals.some(({ arn }) => names.includes(arn));
}

interface Shown {
  readonly id: string;
  readonly arn: string;
  readonly type: PrincipalType;
  readonly tags: Readonly<Record<string, string>>;
}

const filters: FilterTable<Shown> = {
  principal: (one) => one.arn,
  'principal-type': (one) => one.type,
};

function shown({ arn, permission }: AllowedPrincipal): Shown {
  return { id: permission, arn, type: principalType(arn), tags: {} };
}

function principalShape(service: string, { id, arn, type }: Shown) {
  return { PrincipalType: type, Principal: arn, ServicePermissionId: id, ServiceId: service };
}

export const vpcEndpointServicePermissionOperations = {
  ModifyVpcEndpointServicePermissions(context, input) {
    const id = required(input.ServiceId, 'ServiceId');
    const { AddAllowedPrincipals: added = [], RemoveAllowedPrincipals: removed = [] } = input;
    for (const arn of [...added, ...removed]) principalType(arn);
    return context.transact((draft) => {
      const service = owned(draft, context, 'vpc-endpoint-service', id);
      // Likeliest: one that isn't there is taken away without a word, and one that is there is added so.
      const kept = service.principals.filter(({ arn }) => !removed.includes(arn));
      const fresh = [...new Set(added)]
        .filter((arn) => !kept.some((one) => one.arn === arn))
        .map((arn) => ({ arn, permission: resourceId(context.random, 'vpce-svc-perm') }));
      checkQuota(context, 'principalsPerEndpointService', kept.length + fresh.length);
      draft.put({ ...service, principals: [...kept, ...fresh] });
      return { AddedPrincipals: fresh.map((one) => principalShape(id, shown(one))), ReturnValue: true };
    });
  },

  DescribeVpcEndpointServicePermissions(context, input) {
    const id = required(input.ServiceId, 'ServiceId');
    const service = owned(context.network, context, 'vpc-endpoint-service', id);
    const all = service.principals.map(shown).sort((one, other) => (one.id < other.id ? -1 : 1));
    const { items, nextToken } = page(applyFilters(all, input.Filters, filters), input);
    return {
      AllowedPrincipals: items.map((one) => ({ ...principalShape(id, one), Tags: [] })),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
} satisfies Ec2Handlers;
