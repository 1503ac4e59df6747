/** Peered VPCs as files: what each side's account is told of the connection, and what comes back from that. */

import { expect, test } from 'vitest';
import type { Network } from '../model/network.ts';
import { routeState } from '../model/route-state.ts';
import { ec2Operations as ec2 } from '../operations/ec2/table.ts';
import { type Harness, harness } from '../operations/harness.ts';
import { exportPlace, wantedPlaces } from './export.ts';
import { importSnapshot } from './import.ts';
import type { SnapshotFile } from './source.ts';

async function files({ network, targetHealth, clock }: Harness): Promise<readonly SnapshotFile[]> {
  const exporting = { network, targetHealth, now: clock.now() };
  return (await Promise.all(wantedPlaces(network, {}).map((place) => exportPlace(exporting, place)))).flat();
}

/** Two accounts' VPCs, peered, with a route and a rule on the requester's side, and a request besides. */
async function peered() {
  const h = harness({ account: '111122223333' });
  const peer = h.as({ account: '444455556666' });
  const vpcOf = async (of: Harness, CidrBlock: string) => (await of.call(ec2, 'CreateVpc', { CidrBlock })).Vpc!.VpcId!;
  const [vpc, peerVpc] = [await vpcOf(h, '10.0.0.0/16'), await vpcOf(peer, '10.1.0.0/16')];
  const request = { VpcId: vpc, PeerVpcId: peerVpc, PeerOwnerId: '444455556666' };
  const asked = await h.call(ec2, 'CreateVpcPeeringConnection', request);
  const id = asked.VpcPeeringConnection!.VpcPeeringConnectionId!;
  await peer.call(ec2, 'AcceptVpcPeeringConnection', { VpcPeeringConnectionId: id });
  await h.call(ec2, 'CreateTags', { Resources: [id], Tags: [{ Key: 'Name', Value: 'ours' }] });
  await peer.call(ec2, 'CreateTags', { Resources: [id], Tags: [{ Key: 'Name', Value: 'theirs' }] });
  const table = h.network.find('route-table', `main:${vpc}`)[0]!;
  const route = { RouteTableId: table.id, DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: id };
  await h.call(ec2, 'CreateRoute', route);
  const [group, far] = [vpc, peerVpc].map((one) => h.network.find('security-group', `vpc:${one}`)[0]!.id);
  await h.call(ec2, 'AuthorizeSecurityGroupIngress', {
    GroupId: group!,
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: far!, UserId: '444455556666' }] }],
  });
  const other = await vpcOf(peer, '10.2.0.0/16');
  const open = await h.call(ec2, 'CreateVpcPeeringConnection', { ...request, PeerVpcId: other });
  return { h, id, open: open.VpcPeeringConnection!.VpcPeeringConnectionId!, table: table.id, group: group! };
}

function routeOf(network: Network, table: string) {
  const found = network.get('route-table', table)!;
  const route = found.routes.at(-1)!;
  return [route.target, routeState(network, found, route)];
}

test('a connection comes back with both sides’ tags, and so do its routes and rules', async () => {
  const { h, id, open, table, group } = await peered();
  const { network, report } = importSnapshot(await files(h));
  expect(report.notUnderstood).toEqual([]);
  const { expires: _, stateRevision: __, created: ___, ...before } = h.network.get('vpc-peering-connection', id)!;
  expect(network.get('vpc-peering-connection', id)).toMatchObject({
    ...before,
    tags: { Name: 'ours' },
    accepterTags: { Name: 'theirs' },
    outcome: { kind: 'accepted' },
  });
  expect(network.get('vpc-peering-connection', open)!.outcome).toBeUndefined();
  expect(network.get('vpc-peering-connection', open)!.expires).toBe(
    h.network.get('vpc-peering-connection', open)!.expires,
  );
  expect(routeOf(network, table)).toEqual([{ kind: 'vpc-peering-connection', id }, 'active']);
  const peers = network.find('security-group-rule', `group:${group}`).map(({ peer }) => peer);
  expect(peers).toContainEqual(expect.objectContaining({ account: '444455556666', peering: id }));
});

test('without the other account’s files the connection carries nothing, and is reported', async () => {
  const { h, id, open, table } = await peered();
  const own = (await files(h)).filter(({ path }) => path.includes('111122223333'));
  const { network, report } = importSnapshot(own);
  expect(routeOf(network, table)).toEqual([{ kind: 'vpc-peering-connection', id }, 'blackhole']);
  expect(report.notUnderstood).toContainEqual(
    expect.objectContaining({ what: 'a peering with a VPC that is not in the snapshot', ids: [id] }),
  );
  expect(JSON.stringify(report)).not.toContain(open);
});

test.each([
  ['deleted', 'Deleted by 444455556666', { kind: 'deleted', at: 0, by: '444455556666' }],
  ['rejected', 'Inactive', { kind: 'rejected', at: 0, by: '444455556666' }],
  ['failed', 'no', { kind: 'failed', at: 0, message: 'no' }],
  ['expired', 'Expired', undefined],
  ['melting', '', { kind: 'deleted', at: 0, by: '111122223333' }],
])('one that is %s stays so', async (Code, Message, outcome) => {
  const { h, id } = await peered();
  const changed = (await files(h)).map((file) =>
    file.path.endsWith('VpcPeeringConnections.json')
      ? {
          ...file,
          text: file.text.replaceAll('"Code": "active"', `"Code": "${Code}"`).replaceAll('"Active"', `"${Message}"`),
        }
      : file,
  );
  const { network, report } = importSnapshot(changed);
  expect(network.get('vpc-peering-connection', id)!.outcome).toEqual(outcome);
  const unknown = report.notUnderstood.filter(({ what }) => what.startsWith('a peering in the state'));
  expect(unknown).toHaveLength(Code === 'melting' ? 1 : 0);
});
