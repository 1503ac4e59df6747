import { expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { accepterAccount, askFor, describePeering, peered, requesterAccount, samplePeering } from './sample-peering.ts';
import { vpcOperations } from './vpc.ts';
import { vpcPeeringConnectionOptionsOperations as operations } from './vpc-peering-connection-options.ts';

const allow = { AllowDnsResolutionFromRemoteVpc: true };

async function nameHosts(h: Harness, VpcId: string): Promise<void> {
  await h.call(vpcOperations, 'ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } });
}

test('each side sets its own option, once both VPCs have host names', async () => {
  const sample = await samplePeering();
  const { h, vpc, peer, peerVpc } = sample;
  const VpcPeeringConnectionId = await peered(sample);
  const byRequester = { VpcPeeringConnectionId, RequesterPeeringConnectionOptions: allow };
  await nameHosts(h, vpc);
  expect(await h.refused(operations, 'ModifyVpcPeeringConnectionOptions', byRequester)).toMatch(
    /^InvalidVpcPeeringConnectionState.DnsHostnamesDisabled: /,
  );
  await nameHosts(peer, peerVpc);
  expect(await h.call(operations, 'ModifyVpcPeeringConnectionOptions', byRequester)).toEqual({
    RequesterPeeringConnectionOptions: allow,
  });
  const shown = await describePeering(peer, VpcPeeringConnectionId);
  expect(shown.RequesterVpcInfo!.PeeringOptions!.AllowDnsResolutionFromRemoteVpc).toBe(true);
  expect(shown.AccepterVpcInfo!.PeeringOptions!.AllowDnsResolutionFromRemoteVpc).toBe(false);
  const byAccepter = { VpcPeeringConnectionId, AccepterPeeringConnectionOptions: allow };
  expect(await h.refused(operations, 'ModifyVpcPeeringConnectionOptions', byAccepter)).toBe(
    `OperationNotPermitted: User ${requesterAccount} does not have permission to modify the accepter side peering options`,
  );
  expect(await peer.refused(operations, 'ModifyVpcPeeringConnectionOptions', byRequester)).toBe(
    `OperationNotPermitted: User ${accepterAccount} does not have permission to modify the requester side peering options`,
  );
});

test('of one account and region both sides are set together, between regions each where its VPC is', async () => {
  for (const region of ['us-east-1', 'eu-west-1']) {
    const sample = await samplePeering({ account: requesterAccount, region });
    const { h, vpc, peer, peerVpc } = sample;
    const VpcPeeringConnectionId = await peered(sample);
    await nameHosts(h, vpc);
    await nameHosts(peer, peerVpc);
    const both = {
      VpcPeeringConnectionId,
      AccepterPeeringConnectionOptions: allow,
      RequesterPeeringConnectionOptions: allow,
    };
    const { VpcPeeringConnectionId: _, ...answer } = both;
    if (region === 'us-east-1')
      expect(await h.call(operations, 'ModifyVpcPeeringConnectionOptions', both)).toEqual(answer);
    else {
      expect(await h.refused(operations, 'ModifyVpcPeeringConnectionOptions', both)).toBe(
        "OperationNotPermitted: Accepter's VPC Peering connection options cannot be modified for a different region",
      );
      expect(await peer.refused(operations, 'ModifyVpcPeeringConnectionOptions', both)).toBe(
        "OperationNotPermitted: Requester's VPC Peering connection options cannot be modified for a different region",
      );
    }
  }
});

test('options are only for what is active, and ClassicLink is not offered', async () => {
  const sample = await samplePeering();
  const VpcPeeringConnectionId = await askFor(sample);
  const request = { VpcPeeringConnectionId, RequesterPeeringConnectionOptions: allow };
  expect(await sample.h.refused(operations, 'ModifyVpcPeeringConnectionOptions', request)).toBe(
    `OperationNotPermitted: Peering ${VpcPeeringConnectionId} is not active. Peering options can be added only to active peerings.`,
  );
  expect(await sample.h.refused(operations, 'ModifyVpcPeeringConnectionOptions', { VpcPeeringConnectionId })).toBe(
    'MissingParameter: The request must contain the parameter accepterPeeringConnectionOptions',
  );
  const classic = {
    ...request,
    RequesterPeeringConnectionOptions: { AllowEgressFromLocalClassicLinkToRemoteVpc: true },
  };
  expect(await sample.h.refused(operations, 'ModifyVpcPeeringConnectionOptions', classic)).toBe(
    'UnsupportedOperation: ClassicLink is not supported.',
  );
});
