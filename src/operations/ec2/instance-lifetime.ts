/**
 * What becomes of an instance after its launch: stop, start, terminate, and the hour that a terminated one is still shown.
 * States on the way are derived (see state.ts); what changes here is only what is wanted.
 */

import { Fault } from '../../base/fault.ts';
import type { Instance } from '../../model/instance.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { assignAutoAddress } from './elastic-association.ts';
import { deleteInterface } from './network-interface.ts';
import { interfacesOf } from './network-interface-attachment.ts';
import { instanceState } from './state.ts';

const shownAfterEnd = 60 * 60 * 1000;

/** Removes the caller's instances that were terminated more than an hour ago. */
export function purgeTerminated(draft: Draft, context: Context): void {
  for (const instance of draft.find('instance', `owner:${context.account}/${context.region}`)) {
    const old = instance.stateChanged <= context.now - shownAfterEnd;
    if (instance.desired === 'terminated' && old) draft.remove(instance.kind, instance.id);
  }
}

const userShutdown = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};

/** Puts the instance with what is wanted of it now. */
function want(draft: Draft, context: Context, instance: Instance, desired: Instance['desired']): Instance {
  const { stateReason: _, ...rest } = instance;
  const next: Instance = {
    ...rest,
    desired,
    stateRevision: draft.revision,
    stateChanged: context.now,
    ...(desired === 'running' ? { launched: context.now } : { stateReason: userShutdown }),
  };
  draft.put(next);
  return next;
}

function incorrectState(instance: Instance, done: string): Fault {
  return new Fault(
    'IncorrectInstanceState',
    `The instance '${instance.id}' is not in a state from which it can be ${done}.`,
  );
}

function protectedFrom(instance: Instance, done: string, attribute: string): Fault {
  return new Fault(
    'OperationNotPermitted',
    `The instance '${instance.id}' may not be ${done}. Modify its '${attribute}' instance attribute and try again.`,
  );
}

/** The address that the launch assigned goes back to the pool; elastic ones stay. */
export function stopInstance(draft: Draft, context: Context, instance: Instance): Instance {
  const state = instanceState(context, instance).Name;
  if (instance.desired === 'stopped') return instance;
  if (state !== 'running') throw incorrectState(instance, 'stopped');
  if (instance.disableApiStop) throw protectedFrom(instance, 'stopped', 'disableApiStop');
  for (const one of interfacesOf(draft, instance.id)) {
    if (one.autoPublicAddress === undefined) continue;
    const { autoPublicAddress: _, ...without } = one;
    draft.put(without);
  }
  return want(draft, context, instance, 'stopped');
}

export function startInstance(draft: Draft, context: Context, instance: Instance): Instance {
  const state = instanceState(context, instance).Name;
  if (instance.desired === 'running') return instance;
  if (state !== 'stopped') throw incorrectState(instance, 'started');
  const next = want(draft, context, instance, 'running');
  for (const one of interfacesOf(draft, instance.id)) assignAutoAddress(draft, context, one.id);
  return next;
}

export function checkReboot(context: Context, instance: Instance): void {
  if (instanceState(context, instance).Name !== 'running') throw incorrectState(instance, 'rebooted');
}

/** Interfaces go with the instance or are left detached, as each was told. */
export function terminateInstance(draft: Draft, context: Context, instance: Instance): Instance {
  if (instance.desired === 'terminated') return instance;
  if (instance.disableApiTermination) throw protectedFrom(instance, 'terminated', 'disableApiTermination');
  for (const one of interfacesOf(draft, instance.id)) {
    if (one.attachment?.deleteOnTermination) deleteInterface(draft, one);
    else {
      const { attachment: _, autoPublicAddress: __, assignPublicAddress: ___, ...detached } = one;
      draft.put(detached);
    }
  }
  const { profileAssociation: _, ...rest } = instance;
  return want(draft, context, rest, 'terminated');
}
