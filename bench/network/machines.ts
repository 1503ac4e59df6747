/**
 * The instances of a VPC, all but a few running, each with an interface or two: by role in a tier of subnets, some with a
 * public address, a few that forward for others, whose source/destination check is off.
 */

import type { Instance } from '../../src/model/instance.ts';
import type { NetworkInterface } from '../../src/model/network-interface.ts';
import type { Groups, Role } from './groups.ts';
import {
  addElasticAddress,
  addInterface,
  chance,
  id,
  type Maker,
  owned,
  type Plot,
  pick,
  publicAddress,
  put,
} from './maker.ts';
import { plotsOf, type Site } from './vpc.ts';

export interface Machine {
  readonly instance: Instance;
  readonly primary: NetworkInterface;
  readonly role: string;
}

const metadata = { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: 2, instanceTags: 'disabled' } as const;

/** As many machines as make so many interfaces. */
export function makeMachines(maker: Maker, site: Site, { roles }: Groups, interfaces: number): readonly Machine[] {
  const dealt = roles.flatMap((role) => Array.from({ length: role.weight }, () => role)) as [Role, ...Role[]];
  const machines: Machine[] = [];
  for (let left = interfaces; left > 0; ) {
    const before = maker.interfaces;
    // Each role at least once, as far as there is room.
    const role = roles[machines.length] ?? pick(maker, dealt);
    machines.push(makeMachine(maker, site, role, machines.length, left));
    left -= maker.interfaces - before;
  }
  return machines;
}

function makeMachine(maker: Maker, site: Site, role: Role, number: number, room: number): Machine {
  const name = `${site.name}-${role.name}-${number}`;
  const plot = pick(maker, plotsOf(site, role.tier) as [Plot, ...Plot[]]);
  const isStopped = chance(maker, 1);
  const forwards = chance(maker, 1);
  const instance = makeInstance(maker, plot, name, isStopped, !forwards);
  const groups = role.groups();
  const isPublic = role.tier === 'public' && site.internetGateway !== undefined;
  const isAutomatic = isPublic && !isStopped && chance(maker, 45);
  const primary = addInterface(maker, plot, {
    interfaceType: 'interface',
    groups,
    sourceDestCheck: !forwards,
    attachment: attachmentOf(maker, instance, 0),
    ...(chance(maker, 3) ? { moreAddresses: 2 } : {}),
    ...(isAutomatic ? { autoPublicAddress: publicAddress(maker, site.region) } : {}),
  });
  if (isPublic && !isAutomatic && chance(maker, 25)) addElasticAddress(maker, primary);
  if (room > 1 && chance(maker, 4)) addSecond(maker, site, role, instance);
  return { instance, primary, role: role.name };
}

function makeInstance(maker: Maker, { subnet }: Plot, name: string, isStopped: boolean, check: boolean): Instance {
  return put(maker, {
    kind: 'instance',
    id: id(maker, 'i'),
    ...owned(subnet, name),
    vpc: subnet.vpc,
    subnet: subnet.id,
    zoneId: subnet.zoneId,
    image: 'ami-0123456789abcdef0',
    instanceType: 't3.micro',
    reservation: id(maker, 'r'),
    launchIndex: 0,
    launched: 0,
    desired: isStopped ? 'stopped' : 'running',
    stateRevision: 0,
    stateChanged: 0,
    metadata,
    disableApiTermination: false,
    shutdownBehavior: 'stop',
    sourceDestCheck: check,
  });
}

function attachmentOf(maker: Maker, { id: instance, account }: Instance, deviceIndex: number) {
  const own = id(maker, 'eni-attach');
  return { id: own, instance, instanceOwner: account, deviceIndex, deleteOnTermination: true, attached: 0 };
}

/** In another tier of the instance's own zone, as AWS asks for. */
function addSecond(maker: Maker, site: Site, role: Role, instance: Instance): void {
  const plot = site.plots.find(({ tier, subnet }) => tier !== role.tier && subnet.zoneId === instance.zoneId)!;
  const attachment = attachmentOf(maker, instance, 1);
  const { sourceDestCheck } = instance;
  addInterface(maker, plot, { interfaceType: 'interface', groups: role.groups(), sourceDestCheck, attachment });
}
