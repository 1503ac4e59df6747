/** Which instance profile an instance runs under. The profiles themselves are IAM's. */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import { globalRegion } from '../../model/account.ts';
import type { InstanceProfile } from '../../model/identity.ts';
import type { Instance } from '../../model/instance.ts';
import type { Network } from '../../model/network.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, page } from './describe.ts';
import { invalidCombination, invalidParameterValue, missingParameter, owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';

export function profileArn(profile: Pick<InstanceProfile, 'account' | 'path' | 'name'>): string {
  return `arn:aws:iam::${profile.account}:instance-profile${profile.path}${profile.name}`;
}

/** The profile that an instance's ARN names; it may have been deleted since. */
export function profileByArn(network: Network, arn: string): InstanceProfile | undefined {
  const [, , , , account = '', resource = ''] = arn.split(':');
  const profile = network.get('instance-profile', `${account}/${resource.split('/').at(-1)}`);
  return profile && profileArn(profile) === arn ? profile : undefined;
}

/** ARN and id, as instances and associations show them. */
export function profileShape(network: Network, arn: string) {
  const profile = profileByArn(network, arn);
  return profile ? { Arn: arn, Id: profile.uniqueId } : { Arn: arn };
}

/** The ARN of the caller's profile that a request names. @throws Fault InvalidParameterValue */
export function requestedProfile(
  network: Network,
  context: Pick<Context, 'account'>,
  input: { readonly Arn?: string | undefined; readonly Name?: string | undefined },
): string {
  if (input.Arn && input.Name) {
    throw invalidCombination(
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
    );
  }
  if (input.Name) {
    const profile = network.get('instance-profile', `${context.account}/${input.Name}`);
    if (profile && profile.region === globalRegion) return profileArn(profile);
    throw invalidParameterValue(
      `Value (${input.Name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
    );
  }
  if (!input.Arn) throw missingParameter('iamInstanceProfile');
  const profile = profileByArn(network, input.Arn);
  if (profile?.account === context.account) return input.Arn;
  throw invalidParameterValue(
    `Value (${input.Arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`,
  );
}

type State = 'associating' | 'associated' | 'disassociating';

function associationShape(network: Network, instance: Instance, State: State) {
  return {
    AssociationId: instance.profileAssociation,
    InstanceId: instance.id,
    IamInstanceProfile: profileShape(network, instance.instanceProfile!),
    State,
  };
}

function noAssociation(id: string): Fault {
  return new Fault('NoSuchAssociation', `An invalid association-id of '${id}' was given`);
}

function associatedInstances(network: Network, context: Context): readonly Instance[] {
  return network
    .owned('instance', context.account, context.region)
    .filter((instance) => instance.profileAssociation !== undefined);
}

function instanceBy(draft: Draft, context: Context, association: string): Instance {
  const found = associatedInstances(draft.network, context).find((one) => one.profileAssociation === association);
  if (found) return found;
  throw noAssociation(association);
}

export const instanceProfileAssociationOperations = {
  AssociateIamInstanceProfile(context, input) {
    return context.transact((draft) => {
      const instance = owned(draft, context, 'instance', required(input.InstanceId, 'instanceId'));
      const instanceProfile = requestedProfile(draft.network, context, input.IamInstanceProfile ?? {});
      if (instance.desired === 'terminated') {
        throw new Fault('IncorrectInstanceState', `The instance '${instance.id}' is not in the 'running' state.`);
      }
      if (instance.profileAssociation) {
        throw new Fault('IncorrectState', `There is an existing association for instance ${instance.id}`);
      }
      const profileAssociation = resourceId(context.random, 'iip-assoc');
      const next = { ...instance, instanceProfile, profileAssociation };
      draft.put(next);
      return { IamInstanceProfileAssociation: associationShape(draft.network, next, 'associating') };
    });
  },

  DisassociateIamInstanceProfile(context, input) {
    return context.transact((draft) => {
      const instance = instanceBy(draft, context, required(input.AssociationId, 'associationId'));
      const { instanceProfile: _, profileAssociation: __, ...rest } = instance;
      draft.put(rest);
      return { IamInstanceProfileAssociation: associationShape(draft.network, instance, 'disassociating') };
    });
  },

  ReplaceIamInstanceProfileAssociation(context, input) {
    return context.transact((draft) => {
      const instance = instanceBy(draft, context, required(input.AssociationId, 'associationId'));
      const instanceProfile = requestedProfile(draft.network, context, input.IamInstanceProfile ?? {});
      const next = { ...instance, instanceProfile, profileAssociation: resourceId(context.random, 'iip-assoc') };
      draft.put(next);
      return { IamInstanceProfileAssociation: associationShape(draft.network, next, 'associating') };
    });
  },

  DescribeIamInstanceProfileAssociations(context, input) {
    const { network } = context;
    const ids = input.AssociationIds ?? [];
    const all = associatedInstances(network, context);
    for (const id of ids) if (!all.some((one) => one.profileAssociation === id)) throw noAssociation(id);
    const listed = all.filter((one) => ids.length === 0 || ids.includes(one.profileAssociation!));
    const filtered = applyFilters(listed, input.Filters, {
      'instance-id': (instance) => instance.id,
      state: () => 'associated',
    });
    const { items, nextToken } = page(filtered, input);
    return {
      IamInstanceProfileAssociations: items.map((instance) => associationShape(network, instance, 'associated')),
      NextToken: nextToken,
    };
  },
} satisfies Ec2Handlers;
