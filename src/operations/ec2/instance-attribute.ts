/** Attributes of an instance, one per request, and its metadata options. */

import { present } from '../../base/assert.ts';
import { Fault } from '../../base/fault.ts';
import type { Instance } from '../../model/instance.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidCombination, invalidParameterValue, notOffered, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf, OutputOf } from './handlers.ts';
import { checkUserData, readMetadata } from './instance-launch.ts';
import { metadataShape, rootDeviceName } from './instance-shape.ts';
import { instanceTypeOf } from './instance-type.ts';
import { interfaceGroups } from './network-interface.ts';
import { interfacesOf } from './network-interface-attachment.ts';
import { setSourceCheck } from './network-interface-attribute.ts';
import { groupIdentifiers } from './network-interface-shape.ts';
import { instanceState } from './state.ts';

type Input = InputOf<'ModifyInstanceAttribute'>;
type Change = (draft: Draft, context: Context, instance: Instance) => void;

function checkStopped(context: Context, instance: Instance): void {
  if (instanceState(context, instance).Name !== 'stopped') {
    throw new Fault('IncorrectInstanceState', `The instance '${instance.id}' is not in the 'stopped' state.`);
  }
}

function soleInterface(draft: Draft, instance: Instance) {
  const [only, ...others] = interfacesOf(draft, instance.id);
  if (only === undefined || others.length > 0) {
    throw new Fault(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${instance.id}'. Please specify an interface ID for the operation instead.`,
    );
  }
  return only;
}

/** The codec has decoded what the request brought; documents keep it as RunInstances brings it. */
function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

const changeOf = {
  disableApiTermination:
    (value: boolean): Change =>
    (draft, _context, instance) =>
      draft.put({ ...instance, disableApiTermination: value }),
  disableApiStop:
    (value: boolean): Change =>
    (draft, _context, { disableApiStop: _, ...rest }) =>
      draft.put(value ? { ...rest, disableApiStop: true } : rest),
  shutdownBehavior:
    (value: string): Change =>
    (draft, _context, instance) => {
      if (value !== 'stop' && value !== 'terminate') {
        throw invalidParameterValue(`Value (${value}) for parameter instanceInitiatedShutdownBehavior is invalid.`);
      }
      draft.put({ ...instance, shutdownBehavior: value });
    },
  instanceType:
    (value: string): Change =>
    (draft, context, instance) => {
      checkStopped(context, instance);
      draft.put({ ...instance, instanceType: instanceTypeOf(value).name });
    },
  userData:
    (value: string): Change =>
    (draft, context, { userData: _, ...rest }) => {
      checkStopped(context, rest);
      draft.put(value === '' ? rest : { ...rest, userData: checkUserData(value) });
    },
  sourceDestCheck:
    (value: boolean): Change =>
    (draft, _context, instance) =>
      draft.put(setSourceCheck(draft, soleInterface(draft, instance), value)),
  groups:
    (ids: readonly string[]): Change =>
    (draft, context, instance) => {
      const one = soleInterface(draft, instance);
      const subnet = present(draft.get('subnet', one.subnet), `subnet of ${one.id}`);
      draft.put({ ...one, groups: interfaceGroups(draft, context, subnet, ids, one.groups) });
    },
};

/** The form with `Attribute` and `Value`. */
function changeByName(name: string, value: string): Change {
  switch (name) {
    case 'disableApiTermination':
    case 'disableApiStop':
    case 'sourceDestCheck':
      return changeOf[name](value === 'true');
    case 'instanceInitiatedShutdownBehavior':
      return changeOf.shutdownBehavior(value);
    case 'instanceType':
    case 'userData':
      return changeOf[name](value);
    default:
      throw invalidParameterValue(
        `Value (${name}) for parameter attribute is invalid. Unknown or read-only attribute.`,
      );
  }
}

/** The one change that a request asks for. */
function readChange(input: Input): Change {
  const changes: Change[] = [];
  const { DisableApiTermination, DisableApiStop, SourceDestCheck } = input;
  if (input.Attribute !== undefined) changes.push(changeByName(input.Attribute, input.Value ?? ''));
  if (DisableApiTermination) changes.push(changeOf.disableApiTermination(DisableApiTermination.Value ?? false));
  if (DisableApiStop) changes.push(changeOf.disableApiStop(DisableApiStop.Value ?? false));
  if (SourceDestCheck) changes.push(changeOf.sourceDestCheck(SourceDestCheck.Value ?? true));
  if (input.InstanceInitiatedShutdownBehavior) {
    changes.push(changeOf.shutdownBehavior(input.InstanceInitiatedShutdownBehavior.Value ?? ''));
  }
  if (input.InstanceType) changes.push(changeOf.instanceType(input.InstanceType.Value ?? ''));
  if (input.UserData) changes.push(changeOf.userData(base64Of(input.UserData.Value ?? new Uint8Array())));
  if (input.Groups && input.Groups.length > 0) changes.push(changeOf.groups(input.Groups));
  if (input.EbsOptimized || input.EnaSupport || input.SriovNetSupport || input.BlockDeviceMappings?.length) {
    throw notOffered('Changing what concerns volumes or network drivers of an instance');
  }
  if (changes.length === 0) throw invalidCombination('No attributes specified.');
  if (changes.length > 1) throw invalidCombination('Fields for multiple attribute types specified');
  return changes[0]!;
}

function attributeShape(context: Context, instance: Instance, attribute: string | undefined) {
  const { network } = context;
  const [primary] = interfacesOf(network, instance.id);
  switch (attribute) {
    case 'instanceType':
      return { InstanceType: { Value: instance.instanceType } };
    case 'userData':
      return { UserData: instance.userData === undefined ? {} : { Value: instance.userData } };
    case 'disableApiTermination':
      return { DisableApiTermination: { Value: instance.disableApiTermination } };
    case 'disableApiStop':
      return { DisableApiStop: { Value: instance.disableApiStop === true } };
    case 'instanceInitiatedShutdownBehavior':
      return { InstanceInitiatedShutdownBehavior: { Value: instance.shutdownBehavior } };
    case 'sourceDestCheck':
      return { SourceDestCheck: { Value: primary?.sourceDestCheck ?? instance.sourceDestCheck } };
    case 'groupSet':
      return { Groups: groupIdentifiers(network, primary?.groups ?? []) };
    case 'rootDeviceName':
      return { RootDeviceName: { Value: rootDeviceName } };
    case 'blockDeviceMapping':
      return { BlockDeviceMappings: [] };
    case 'productCodes':
      return { ProductCodes: [] };
    case 'ebsOptimized':
      return { EbsOptimized: { Value: false } };
    case 'enaSupport':
      return { EnaSupport: { Value: true } };
    case 'enclaveOptions':
      return { EnclaveOptions: { Enabled: false } };
    case 'kernel':
      return { KernelId: {} };
    case 'ramdisk':
      return { RamdiskId: {} };
    case 'sriovNetSupport':
      return { SriovNetSupport: {} };
    default:
      throw invalidParameterValue(`Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
  }
}

export const instanceAttributeOperations = {
  DescribeInstanceAttribute(context, input): OutputOf<'DescribeInstanceAttribute'> {
    const instance = owned(context.network, context, 'instance', required(input.InstanceId, 'instanceId'));
    return { InstanceId: instance.id, ...attributeShape(context, instance, input.Attribute) };
  },

  ModifyInstanceAttribute(context, input) {
    const change = readChange(input);
    return context.transact((draft) => {
      change(draft, context, owned(draft, context, 'instance', required(input.InstanceId, 'instanceId')));
      return {};
    });
  },

  ModifyInstanceMetadataOptions(context, input) {
    return context.transact((draft) => {
      const instance = owned(draft, context, 'instance', required(input.InstanceId, 'instanceId'));
      if (instance.desired === 'terminated') {
        throw new Fault('IncorrectInstanceState', `The instance '${instance.id}' is not in the 'running' state.`);
      }
      const next = { ...instance, metadata: readMetadata(input, instance.metadata) };
      draft.put(next);
      return { InstanceId: next.id, InstanceMetadataOptions: metadataShape(next, 'pending') };
    });
  },
} satisfies Ec2Handlers;
