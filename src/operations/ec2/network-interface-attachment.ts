/** Attaching interfaces to instances and detaching them. What leaves or enters the host follows from the documents. */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { Instance } from '../../model/instance.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { othersSeen } from '../../model/vpc-sharing.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidCombination, invalidParameterValue, notAuthorized, owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { instanceTypeOf } from './instance-type.ts';
import { instanceState } from './state.ts';

/** An instance's interfaces, the primary one first. */
export function interfacesOf(draft: Pick<Draft, 'find'>, instance: string): readonly NetworkInterface[] {
  return draft
    .find('network-interface', `instance:${instance}`)
    .sort((one, other) => one.attachment!.deviceIndex - other.attachment!.deviceIndex);
}

function checkAttachable(
  draft: Draft,
  context: Context,
  instance: Instance,
  one: NetworkInterface,
  index: number,
): void {
  const state = instanceState(context, instance).Name;
  if (state !== 'running' && state !== 'stopped') {
    throw new Fault(
      'IncorrectState',
      `The instance '${instance.id}' is not in a valid state for this operation: ${state}`,
    );
  }
  if (one.attachment) {
    throw new Fault('InvalidNetworkInterface.InUse', `Interface: [${one.id}] in use.`);
  }
  if (one.zoneId !== instance.zoneId) {
    throw invalidCombination(
      'You may not attach a network interface to an instance if they are not in the same availability zone',
    );
  }
  // AWS attaches interfaces of other VPCs too; here an instance stays in its own, and the sentence is the likeliest.
  if (one.vpc !== instance.vpc) {
    throw invalidCombination('You may not attach a network interface to an instance if they are not in the same VPC');
  }
  const attached = interfacesOf(draft, instance.id);
  if (attached.some((other) => other.attachment?.deviceIndex === index)) {
    throw invalidParameterValue(
      `Instance '${instance.id}' already has an interface attached at device index '${index}'.`,
    );
  }
  const most = instanceTypeOf(instance.instanceType).interfaces;
  if (attached.length >= most) {
    throw new Fault(
      'AttachmentLimitExceeded',
      `Interface count ${attached.length + 1} exceeds the limit for ${instance.instanceType}`,
    );
  }
}

/** @throws Fault where there is none, or where it is another's that the caller only sees */
function attachmentOwner(draft: Draft, context: Context, id: string): NetworkInterface {
  const isAttached = (one: NetworkInterface): boolean => one.attachment?.id === id;
  const found = draft.network.owned('network-interface', context.account, context.region).find(isAttached);
  if (found) return found;
  if (othersSeen(draft.network, context, 'network-interface').some(isAttached)) throw notAuthorized();
  throw new Fault('InvalidAttachmentID.NotFound', `The attachment ID '${id}' does not exist`);
}

export const networkInterfaceAttachmentOperations = {
  AttachNetworkInterface(context, input) {
    return context.transact((draft) => {
      const one = owned(draft, context, 'network-interface', required(input.NetworkInterfaceId, 'networkInterfaceId'));
      const instance = owned(draft, context, 'instance', required(input.InstanceId, 'instanceId'));
      const deviceIndex = required(input.DeviceIndex, 'deviceIndex');
      if (!Number.isInteger(deviceIndex) || deviceIndex < 0) {
        throw invalidParameterValue(`Value (${deviceIndex}) for parameter deviceIndex is invalid.`);
      }
      checkAttachable(draft, context, instance, one, deviceIndex);
      const id = resourceId(context.random, 'eni-attach');
      draft.put({
        ...one,
        attachment: {
          id,
          instance: instance.id,
          instanceOwner: context.account,
          deviceIndex,
          deleteOnTermination: false,
          attached: context.now,
        },
      });
      return { AttachmentId: id, NetworkCardIndex: 0 };
    });
  },

  DetachNetworkInterface(context, input) {
    return context.transact((draft) => {
      const id = required(input.AttachmentId, 'attachmentId');
      const one = attachmentOwner(draft, context, id);
      if (one.requesterManaged) {
        throw new Fault('OperationNotPermitted', "You are not allowed to manage 'ela-attach' attachments.");
      }
      if (one.attachment?.deviceIndex === 0) {
        throw new Fault('OperationNotPermitted', 'The network interface at device index 0 cannot be detached.');
      }
      const { attachment: _, autoPublicAddress: __, assignPublicAddress: ___, ...detached } = one;
      draft.put(detached);
      return {};
    });
  },
} satisfies Ec2Handlers;
