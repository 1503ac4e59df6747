/**
 * How peering connections end: by their own operations, together with a VPC, by blocks that a VPC gets, and, some time after
 * they ended, for good. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
 */

import { Fault } from '../../base/fault.ts';
import type { Vpc } from '../../model/vpc.ts';
import {
  blocksOverlap,
  isPeered,
  isPending,
  isShown,
  type PeeringOutcome,
  type PeeringSide,
  sidesFrom,
  type VpcPeeringConnection,
} from '../../model/vpc-peering-connection.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';

type Now = Pick<Context, 'account' | 'now'>;

/** Printed for whatever was wrong, so that a request tells nothing about others' VPCs. */
export const failureMessage = 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range';

export function blocksOfVpc({ cidrs }: Pick<Vpc, 'cidrs'>): readonly string[] {
  return cidrs.map(({ cidr }) => cidr);
}

/** A side with the blocks that its VPC has now, while it is there. */
export function sideNow(draft: Draft, side: PeeringSide): PeeringSide {
  const vpc = draft.get('vpc', side.vpc);
  return vpc === undefined ? side : { ...side, cidrs: blocksOfVpc(vpc) };
}

/** A connection with a new outcome. Until it is accepted, the requester learns no blocks of the other VPC. */
export function putOutcome(draft: Draft, connection: VpcPeeringConnection, outcome: PeeringOutcome) {
  const wasUp = isPeered(draft, connection) || outcome.kind === 'accepted';
  const ended: VpcPeeringConnection = {
    ...connection,
    requester: sideNow(draft, connection.requester),
    accepter: wasUp ? sideNow(draft, connection.accepter) : connection.accepter,
    stateRevision: draft.revision,
    outcome,
  };
  draft.put(ended);
  return ended;
}

/** Removes connections of the caller's that nobody is shown any more. */
export function purgePeerings(draft: Draft, { account, region, now }: Context): void {
  const own = ['owner', 'accepter'].flatMap((key) =>
    draft.find('vpc-peering-connection', `${key}:${account}/${region}`),
  );
  for (const one of own) {
    if (![one.requester, one.accepter].some((side) => isShown(one, side, now))) draft.remove(one.kind, one.id);
  }
}

const connectionsOf = (draft: Draft, vpc: Vpc) => draft.find('vpc-peering-connection', `vpc:${vpc.id}`);

/**
 * Whether another account waits for an answer, which keeps a VPC from being deleted
 * (https://docs.aws.amazon.com/vpc/latest/peering/delete-vpc-peering-connection.html).
 */
export function owesAnswer(draft: Draft, vpc: Vpc, now: number): boolean {
  return connectionsOf(draft, vpc).some(
    (one) => one.accepter.vpc === vpc.id && one.requester.account !== vpc.account && isPending(one, now),
  );
}

/** With a VPC go the connections that are up, and the requests that it is in. */
export function deletePeeringsOf(draft: Draft, { account, now }: Now, vpc: Vpc): void {
  for (const one of connectionsOf(draft, vpc)) {
    if (isPeered(draft, one) || isPending(one, now)) putOutcome(draft, one, { kind: 'deleted', at: now, by: account });
  }
}

/**
 * What a new block of a VPC comes to: beside a peer's blocks it must be, while its own request is open there is none, and
 * a request that it got fails by it. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 * @throws Fault whose sentences are the likeliest
 */
export function growBesidePeers(draft: Draft, { now }: Now, vpc: Vpc, cidr: string): void {
  const connections = connectionsOf(draft, vpc);
  for (const one of connections) {
    const far = draft.get('vpc', sidesFrom(one, vpc.id).far.vpc);
    if (isPending(one, now) && one.requester.vpc === vpc.id) {
      throw new Fault(
        'OperationNotPermitted',
        `The CIDR '${cidr}' cannot be added to ${vpc.id} while the VPC peering connection ${one.id} is pending acceptance.`,
      );
    }
    if (far && isPeered(draft, one) && blocksOverlap([cidr], blocksOfVpc(far))) {
      throw new Fault('InvalidVpc.Range', `The CIDR '${cidr}' conflicts with a CIDR of the peer VPC of ${one.id}.`);
    }
  }
  for (const one of connections) {
    if (!isPending(one, now) || !blocksOverlap([cidr], one.requester.cidrs)) continue;
    putOutcome(draft, one, { kind: 'failed', at: now, message: failureMessage });
  }
}
