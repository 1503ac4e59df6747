/**
 * The credentials that the metadata service gives an instance: a session of its profile's role, called after the instance and
 * bound to its VPC and address. A role gives none that does not trust EC2.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
 */

import { Fault } from '../base/fault.ts';
import type { Random } from '../base/random.ts';
import type { Role } from '../model/identity.ts';
import type { Instance } from '../model/instance.ts';
import type { Network } from '../model/network.ts';
import { trustsService } from './authorize.ts';
import { issueSession, type SessionCredentials } from './session.ts';

/** Six hours. */
const seconds = 6 * 60 * 60;

export interface Issuer {
  readonly sessionKey: string;
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** @throws Fault AssumeRoleUnauthorizedAccess where the role does not trust EC2 */
export function issueInstanceSession(
  network: Network,
  { sessionKey, random, now }: Issuer,
  instance: Instance,
  role: Role,
): SessionCredentials {
  if (!trustsService(role, 'ec2.amazonaws.com')) {
    throw new Fault('AssumeRoleUnauthorizedAccess', `EC2 cannot assume the role ${role.name}.`);
  }
  const address = network.find('network-interface', `instance:${instance.id}`)[0]?.privateAddresses[0];
  return issueSession(sessionKey, random, {
    account: instance.account,
    role: role.name,
    session: instance.id,
    issued: now,
    expires: now + seconds * 1000,
    ...(address === undefined ? {} : { instance: { vpc: instance.vpc, address } }),
  });
}
