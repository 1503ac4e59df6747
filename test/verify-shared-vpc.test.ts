/** Questions about a VPC that several accounts share: verdicts know no owners, but what is told of them does. */

import { expect, test } from 'vitest';
import { nothingObserved } from '../src/model/target-health.ts';
import type { Harness } from '../src/operations/harness.ts';
import { type SampleSharedSubnet, sampleSharedSubnet } from '../src/operations/ram/sample-shared-subnet.ts';
import { ramOperations as ram } from '../src/operations/ram/table.ts';
import { diff } from '../src/verify/diff.ts';
import { named } from '../src/verify/names.ts';
import { withOwners } from '../src/verify/owners.ts';
import { trace } from '../src/verify/trace.ts';
import { whoCanReach } from '../src/verify/who-can-reach.ts';
import { analyse, analyseScope, codesOf, idsOf } from './insights-ground.ts';
import { ec2, elastic, everywhere, group, machine, subnet, table } from './verify-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;

/** A subnet of the owner's beside the shared one, with an instance of the owner's; in the shared one the participant's. */
async function ground() {
  const s = await sampleSharedSubnet();
  const at = (h: Harness) => ({ h, vpc: s.vpc });
  const inner = await subnet(at(s.owner), '10.0.2.0/24');
  const kept = await machine(at(s.owner), inner, [await group(at(s.owner), ...all)]);
  const open = await group(at(s.participant), ...all);
  const app = await machine(at(s.participant), s.subnet, [open]);
  return { ...s, at, inner, kept, open, app };
}

type SharedGround = Awaited<ReturnType<typeof ground>>;

function ask({ owner: { network } }: Pick<SampleSharedSubnet, 'owner'>, source: string, destination: string) {
  return withOwners(network, trace(network, { source, destination, protocol: 6, port: 443 }));
}

/** Denies everything of a subnet, out of it or into it. */
async function closeAcl({ owner }: SharedGround, at: string, Egress: boolean): Promise<string> {
  const acl = owner.network.find('network-acl', `subnet:${at}`)[0]!.id;
  const RuleAction = 'deny' as const;
  const entry = { NetworkAclId: acl, RuleNumber: 1, Protocol: '-1', CidrBlock: everywhere, RuleAction, Egress };
  await owner.call(ec2, 'CreateNetworkAclEntry', entry);
  return acl;
}

test('a way through things of two accounts says whose each is, and one of one account says nothing of accounts', async () => {
  const g = await ground();
  const found = ask(g, g.app.id, g.kept.id);
  expect(found.reachable).toBe(true);
  const whose = new Map(found.forward.map(({ component, account }) => [component, account]));
  expect(whose.get(g.app.eni)).toBe(g.accounts.participant);
  expect(whose.get(g.kept.eni)).toBe(g.accounts.owner);
  const own = await machine(g.at(g.owner), g.inner, [await group(g.at(g.owner), ...all)]);
  const alone = ask(g, own.id, g.kept.id);
  expect(alone.forward.filter((hop) => 'account' in hop)).toEqual([]);
});

test("what an ACL stops for a participant is the VPC's owner's to mend, and the participant's own group its own", async () => {
  const g = await ground();
  const acl = await closeAcl(g, g.subnet, true);
  const [blocker] = ask(g, g.app.id, g.kept.id).blockers;
  expect(blocker).toMatchObject({ code: 'SUBNET_ACL_RESTRICTION', component: acl, account: g.accounts.owner });
  expect(blocker?.mend).toMatch(
    new RegExp(`^The owner of ${g.vpc}, account ${g.accounts.owner}, has to do it: Add an egress rule to ${acl}`),
  );
  const shut = await machine(g.at(g.participant), g.subnet, [await group(g.at(g.participant))]);
  const own = ask(g, shut.id, g.app.id).blockers.find(({ component }) => component === shut.eni);
  expect(own).toMatchObject({ code: 'ENI_SG_RULES_MISMATCH', account: g.accounts.participant });
  expect(own?.mend).toMatch(/^Add an egress rule/);
});

test("what another participant's group stops is that participant's to mend, and a shared group the owner's", async () => {
  const g = await ground();
  await g.shareOf({
    resourceArns: [g.subnetArn, g.groupArn],
    principals: [g.accounts.bystander, g.accounts.participant],
  });
  const closed = await group(g.at(g.bystander));
  const other = await machine(g.at(g.bystander), g.subnet, [closed]);
  const [first] = ask(g, g.app.id, other.id).blockers;
  expect(first).toMatchObject({ component: other.eni, account: g.accounts.bystander });
  expect(first?.mend).toMatch(
    new RegExp(`^The owner of ${other.eni}, account ${g.accounts.bystander}, has to do it: `),
  );
  const wearing = await machine(g.at(g.participant), g.subnet, [g.group]);
  const second = ask(g, g.kept.id, wearing.id).blockers.find(({ component }) => component === wearing.eni);
  expect(second).toMatchObject({ account: g.accounts.owner, code: 'ENI_SG_RULES_MISMATCH' });
});

test("to have no public address is the participant's matter, to have no route the owner's", async () => {
  const g = await ground();
  const [route] = ask(g, g.app.id, '203.0.113.7').blockers;
  expect(route).toMatchObject({ code: 'NO_ROUTE_TO_DESTINATION', account: g.accounts.owner });
  const gateway = (await g.owner.call(ec2, 'CreateInternetGateway', {})).InternetGateway!.InternetGatewayId!;
  await g.owner.call(ec2, 'AttachInternetGateway', { VpcId: g.vpc, InternetGatewayId: gateway });
  const RouteTableId = await table(g.at(g.owner), g.subnet);
  await g.owner.call(ec2, 'CreateRoute', { RouteTableId, DestinationCidrBlock: everywhere, GatewayId: gateway });
  const [address] = ask(g, g.app.id, '203.0.113.7').blockers;
  expect(address).toMatchObject({ code: 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS', account: g.accounts.participant });
  expect(address?.mend).toMatch(/^Associate/);
  await elastic(g.participant, g.app.eni);
  expect(ask(g, g.app.id, '203.0.113.7').reachable).toBe(true);
});

test('a name that things of several accounts have is refused with the accounts', async () => {
  const g = await ground();
  const Tags = [{ Key: 'Name', Value: 'web' }];
  await g.participant.call(ec2, 'CreateTags', { Resources: [g.app.id], Tags });
  await g.owner.call(ec2, 'CreateTags', { Resources: [g.kept.id], Tags });
  const texts = [`${g.app.id} of ${g.accounts.participant}`, `${g.kept.id} of ${g.accounts.owner}`].sort();
  expect(() => named(g.owner.network, 'web')).toThrow(`Several are called web: ${texts.join(', ')}. Give an id.`);
});

test('who can reach something says of others than the owner whose they are', async () => {
  const g = await ground();
  const { reaches } = whoCanReach(g.owner.network, { subject: g.kept.id, direction: 'to' }, nothingObserved);
  const ends = reaches.flatMap(({ end }) => (end.kind === 'interfaces' ? [end] : []));
  expect(ends).toMatchObject([{ interfaces: [g.app.eni], accounts: [g.accounts.participant] }]);
  const back = whoCanReach(g.owner.network, { subject: g.app.id, direction: 'to' }, nothingObserved).reaches;
  expect(back.map(({ end }) => 'accounts' in end)).toEqual([false]);
});

test('sharing and unsharing change no packet', async () => {
  const g = await ground();
  const before = g.owner.network;
  const resourceShareArn = g.share;
  await g.owner.call(ram, 'DisassociateResourceShare', { resourceShareArn, principals: [g.accounts.participant] });
  const found = diff(before, g.owner.network);
  expect(found.changes.map(({ kind }) => kind)).toContain('resource-share');
  expect(found.differences).toEqual([]);
});

test('a participant is shown the way between its own interfaces, with the ACLs and routes that it sees', async () => {
  const g = await ground();
  const second = await subnet(g.at(g.owner), '10.0.3.0/24');
  const arn = g.owner.network.get('subnet', second)!;
  const resourceArns = [`arn:aws:ec2:us-east-1:${arn.account}:subnet/${second}`];
  await g.shareOf({ resourceArns, principals: [g.accounts.participant] });
  const peer = await machine(g.at(g.participant), second, [g.open]);
  const found = await analyse(g.participant, { Source: g.app.id, Destination: peer.id, DestinationPort: 443 });
  expect(found.NetworkPathFound).toBe(true);
  const main = g.owner.network.find('route-table', `main:${g.vpc}`)[0]!.id;
  expect(idsOf(found.ForwardPathComponents)).toEqual(expect.arrayContaining([g.app.eni, main, peer.eni]));
  expect(found.ForwardPathComponents?.find((one) => one.Component?.Id === g.app.eni)).toMatchObject({
    Subnet: { Id: g.subnet },
    Vpc: { Id: g.vpc },
  });
  const acl = await closeAcl(g, second, false);
  const blocked = await analyse(g.participant, { Source: g.app.id, Destination: peer.id, DestinationPort: 443 });
  expect(blocked.Explanations?.[0]).toMatchObject({ ExplanationCode: 'SUBNET_ACL_RESTRICTION', Acl: { Id: acl } });
});

test("what a participant does not see of the owner's is not printed, and the owner sees its VPC whole", async () => {
  const g = await ground();
  const hidden = await table(g.at(g.owner), g.inner);
  const address = g.kept.address;
  await closeAcl(g, g.inner, false);
  const shut = await machine(g.at(g.owner), g.inner, [await group(g.at(g.owner))]);
  const asked = { Source: g.app.id, DestinationIp: shut.address, DestinationPort: 443 };
  const found = await analyse(g.participant, asked);
  expect(codesOf(found)).toContain('NO_POSSIBLE_DESTINATION');
  const text = JSON.stringify(found);
  for (const secret of [hidden, g.inner, shut.eni, shut.id, g.kept.eni]) expect(text).not.toContain(secret);
  const owners = await analyse(g.owner, { Source: g.app.eni, DestinationIp: address, DestinationPort: 443 });
  expect(new Set(codesOf(owners))).toEqual(new Set(['SUBNET_ACL_RESTRICTION']));
  expect(idsOf(owners.ForwardPathComponents)).toContain(g.app.eni);
  expect(JSON.stringify(owners)).not.toContain(`"${g.app.id}"`);
  const refused = g.participant.refused(ec2, 'CreateNetworkInsightsPath', {
    Source: g.kept.eni,
    Destination: g.app.eni,
    Protocol: 'tcp',
    ClientToken: '',
  });
  expect(await refused).toContain('NetworkInsightsSource.NotFound');
});

test("a scope finds a participant's paths between its own interfaces, and the owner's also those of participants", async () => {
  const g = await ground();
  const peer = await machine(g.at(g.participant), g.subnet, [g.open]);
  const interfaces = { ResourceStatement: { ResourceTypes: ['AWS::EC2::NetworkInterface'] } };
  const content = { MatchPaths: [{ Source: interfaces, Destination: interfaces }] };
  const ends = ({ findings }: Awaited<ReturnType<typeof analyseScope>>) =>
    new Set(findings.flatMap(({ FindingComponents: way }) => [way?.[0]?.Component?.Id, way?.at(-1)?.Component?.Id]));
  const participants = await analyseScope(g.participant, content);
  expect(ends(participants)).toEqual(new Set([g.app.eni, peer.eni]));
  expect(participants.analysis.AnalyzedEniCount).toBe(2);
  const owners = await analyseScope(g.owner, content);
  expect(ends(owners)).toEqual(new Set([g.app.eni, peer.eni, g.kept.eni]));
  expect(owners.analysis.AnalyzedEniCount).toBe(3);
});
