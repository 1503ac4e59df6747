/**
 * RunInstances: reads what a launch asks for, then makes instances and their interfaces in one go, all or none. Any image id
 * is accepted, and every type of the usual form; volumes, key pairs and launch templates don't exist here.
 */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { Instance, MetadataOptions } from '../../model/instance.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidCombination, invalidParameterValue, missingParameter, notOffered } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { purgeTerminated } from './instance-lifetime.ts';
import { requestedProfile } from './instance-profile-association.ts';
import { reservations } from './instance-shape.ts';
import { defaultInstanceType, instanceTypeOf } from './instance-type.ts';
import { attachExisting, type LaunchInterface, launchInterfaces } from './launch-interface.ts';
import { createInterface } from './network-interface.ts';
import { freePublicAddress } from './public-address.ts';
import { availableAddresses } from './subnet-address.ts';
import { specifiedTags } from './tags.ts';

type Input = InputOf<'RunInstances'>;

const mostInstances = 1000;
const mostUserDataBytes = 16_384;
const mostHops = 64;

/** What every instance of a launch has in common. */
type Common = Pick<
  Instance,
  'image' | 'instanceType' | 'metadata' | 'disableApiTermination' | 'shutdownBehavior' | 'keyName' | 'userData'
>;

/** @throws Fault where it isn't base64 of at most 16 KB */
export function checkUserData(text: string): string {
  const compact = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) {
    throw new Fault('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.');
  }
  const padding = compact.endsWith('==') ? 2 : compact.endsWith('=') ? 1 : 0;
  if ((compact.length / 4) * 3 - padding > mostUserDataBytes) {
    throw invalidParameterValue(`User data is limited to ${mostUserDataBytes} bytes`);
  }
  return compact;
}

export interface MetadataInput {
  readonly HttpEndpoint?: string | undefined;
  readonly HttpTokens?: string | undefined;
  readonly HttpPutResponseHopLimit?: number | undefined;
  readonly InstanceMetadataTags?: string | undefined;
}

const defaultMetadata: MetadataOptions = {
  httpEndpoint: 'enabled',
  httpTokens: 'optional',
  hopLimit: 1,
  instanceTags: 'disabled',
};

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[], otherwise: T): T {
  if (value === undefined) return otherwise;
  const found = allowed.find((one) => one === value);
  if (found) return found;
  throw invalidParameterValue(`Value (${value}) for parameter ${name} is invalid.`);
}

/** The options with what a request changes. */
export function readMetadata(input: MetadataInput, before: MetadataOptions = defaultMetadata): MetadataOptions {
  const onOff = ['enabled', 'disabled'] as const;
  const hopLimit = input.HttpPutResponseHopLimit ?? before.hopLimit;
  if (!Number.isInteger(hopLimit) || hopLimit < 1 || hopLimit > mostHops) {
    throw invalidParameterValue(`Value (${hopLimit}) for parameter HttpPutResponseHopLimit is invalid.`);
  }
  return {
    httpEndpoint: oneOf('HttpEndpoint', input.HttpEndpoint, onOff, before.httpEndpoint),
    httpTokens: oneOf('HttpTokens', input.HttpTokens, ['required', 'optional'] as const, before.httpTokens),
    hopLimit,
    instanceTags: oneOf('InstanceMetadataTags', input.InstanceMetadataTags, onOff, before.instanceTags),
  };
}

function readImage(id: string | undefined): string {
  if (!id) throw missingParameter('ImageId');
  if (/^(ami-[0-9a-zA-Z]+|resolve:ssm:.+)$/.test(id)) return id;
  throw new Fault('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
}

function readCommon(input: Input): Common {
  if (input.LaunchTemplate) throw notOffered('A launch template');
  return {
    image: readImage(input.ImageId),
    instanceType: instanceTypeOf(input.InstanceType ?? defaultInstanceType).name,
    metadata: readMetadata(input.MetadataOptions ?? {}),
    disableApiTermination: input.DisableApiTermination ?? false,
    shutdownBehavior: oneOf(
      'InstanceInitiatedShutdownBehavior',
      input.InstanceInitiatedShutdownBehavior,
      ['stop', 'terminate'] as const,
      'stop',
    ),
    ...(input.KeyName ? { keyName: input.KeyName } : {}),
    ...(input.UserData ? { userData: checkUserData(input.UserData) } : {}),
  };
}

function readCounts(input: Input): { readonly least: number; readonly most: number } {
  const [least, most] = [input.MinCount ?? 1, input.MaxCount ?? input.MinCount ?? 1];
  if (!Number.isInteger(least) || !Number.isInteger(most) || least < 1) {
    throw invalidParameterValue(`Value (${least}) for parameter minCount is invalid. Expecting a positive integer.`);
  }
  if (least > most) {
    throw invalidCombination(
      `Value (${least}) for parameter minCount is invalid. Minimum count exceeds maximum count.`,
    );
  }
  if (least > mostInstances) {
    throw new Fault(
      'InstanceLimitExceeded',
      `You have requested more instances (${least}) than your current instance limit of ${mostInstances} allows for the specified instance type.`,
    );
  }
  return { least, most: Math.min(most, mostInstances) };
}

/** How many instances the subnets have addresses for, up to `most`. @throws Fault where they are fewer than `least` */
function affordable(draft: Draft, interfaces: readonly LaunchInterface[], least: number, most: number): number {
  const perInstance = new Map<Subnet, number>();
  for (const one of interfaces) {
    if (one.kind === 'new') perInstance.set(one.subnet, (perInstance.get(one.subnet) ?? 0) + one.addressCount);
  }
  let count = most;
  for (const [subnet, addresses] of perInstance) {
    count = Math.min(count, Math.floor(availableAddresses(draft.network, subnet) / addresses));
    if (count < least) {
      throw new Fault(
        'InsufficientFreeAddressesInSubnet',
        `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
      );
    }
  }
  return count;
}

function makeInterfaces(draft: Draft, context: Context, instance: Instance, plan: readonly LaunchInterface[]): void {
  for (const one of plan) {
    const attachment = {
      id: resourceId(context.random, 'eni-attach'),
      instance: instance.id,
      instanceOwner: context.account,
      deviceIndex: one.deviceIndex,
      deleteOnTermination: one.deleteOnTermination,
      attached: context.now,
    };
    if (one.kind === 'existing') attachExisting(draft, context, one.id, attachment);
    else {
      createInterface(draft, context, {
        ...one,
        attachment,
        ...(one.assignPublicAddress ? { autoPublicAddress: freePublicAddress(draft, context) } : {}),
      });
    }
  }
}

function launch(draft: Draft, context: Context, input: Input) {
  const common = readCommon(input);
  const { least, most } = readCounts(input);
  const tags = specifiedTags(input.TagSpecifications, 'instance', [
    'volume',
    'network-interface',
    'spot-instances-request',
    'elastic-gpu',
  ]);
  const profile = input.IamInstanceProfile && requestedProfile(draft.network, context, input.IamInstanceProfile);
  const plan = launchInterfaces(draft, context, input, most);
  const count = affordable(draft, plan, least, most);
  const primary = plan[0]!;
  const reservation = resourceId(context.random, 'r');
  const made: Instance[] = [];
  for (let launchIndex = 0; launchIndex < count; launchIndex += 1) {
    const instance: Instance = {
      ...common,
      kind: 'instance',
      id: resourceId(context.random, 'i'),
      account: context.account,
      region: context.region,
      created: context.now,
      tags,
      vpc: primary.subnet.vpc,
      subnet: primary.subnet.id,
      zoneId: primary.subnet.zoneId,
      reservation,
      launchIndex,
      launched: context.now,
      desired: 'running',
      stateRevision: draft.revision,
      stateChanged: context.now,
      sourceDestCheck: primary.sourceDestCheck,
      ...(profile ? { instanceProfile: profile, profileAssociation: resourceId(context.random, 'iip-assoc') } : {}),
    };
    draft.put(instance);
    makeInterfaces(draft, context, instance, plan);
    made.push(instance);
  }
  return made;
}

export const instanceLaunchOperations = {
  RunInstances(context, input) {
    return context.transact((draft) => {
      purgeTerminated(draft, context);
      const made = launch(draft, context, input);
      return reservations(draft.network, context, made)[0]!;
    });
  },
} satisfies Ec2Handlers;
