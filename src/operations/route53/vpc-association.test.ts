import { beforeEach, describe, expect, test } from 'vitest';
import { vpcOperations } from '../ec2/vpc.ts';
import { type Harness, harness } from '../harness.ts';
import { route53Operations as operations } from './table.ts';

const makeVpc = async (h: Harness) =>
  (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
const us = (VPCId: string) => ({ VPCId, VPCRegion: 'us-east-1' as const });

let owner: Harness;
let other: Harness;
let own: string;
let foreign: string;
let zone: string;

async function makeZone(Name: string, more: object = {}): Promise<string> {
  const made = await owner.call(operations, 'CreateHostedZone', { Name, CallerReference: Name, ...more });
  return made.HostedZone!.Id!.replace('/hostedzone/', '');
}

beforeEach(async () => {
  owner = harness();
  other = owner.as({ account: '444455556666' });
  own = await makeVpc(owner);
  foreign = await makeVpc(other);
  zone = await makeZone('corp.example', { VPC: us(own) });
});

const input = (vpc: string, id = zone) => ({ HostedZoneId: id, VPC: us(vpc) });
const associate = (h: Harness, vpc: string) => h.call(operations, 'AssociateVPCWithHostedZone', input(vpc));
const authorize = (vpc: string) => owner.call(operations, 'CreateVPCAssociationAuthorization', input(vpc));
const vpcs = async () => (await owner.call(operations, 'GetHostedZone', { Id: zone })).VPCs!.map(({ VPCId }) => VPCId);

describe('AssociateVPCWithHostedZone', () => {
  test('a VPC of the same account', async () => {
    const second = await makeVpc(owner);
    expect((await associate(owner, second)).ChangeInfo!.Status).toBe('PENDING');
    expect(await vpcs()).toEqual([own, second]);
  });

  test('a VPC of another account, by its owner, with leave', async () => {
    const refusal = `NotAuthorizedException: The VPC: ${foreign} has not authorized to associate with your hosted zone.`;
    expect(await other.refused(operations, 'AssociateVPCWithHostedZone', input(foreign))).toBe(refusal);
    expect((await authorize(foreign)).VPC).toEqual(us(foreign));
    expect(await owner.refused(operations, 'AssociateVPCWithHostedZone', input(foreign))).toBe(refusal);
    await associate(other, foreign);
    expect(await vpcs()).toEqual([own, foreign]);
  });

  test('leave for a VPC is nobody else’s', async () => {
    const third = owner.as({ account: '777788889999' });
    await authorize(foreign);
    expect(await third.refused(operations, 'AssociateVPCWithHostedZone', input(foreign))).toMatch(/^InvalidVPCId: /);
    const second = await makeVpc(other);
    expect(await other.refused(operations, 'AssociateVPCWithHostedZone', input(second))).toMatch(/^NotAuthorized/);
  });

  test('twice, or with a zone of the same name', async () => {
    const conflict = `ConflictingDomainExists: The VPC ${own} in region us-east-1 has already been associated with the hosted zone ${zone} with the same domain name.`;
    expect(await owner.refused(operations, 'AssociateVPCWithHostedZone', input(own))).toBe(conflict);
    const second = await makeVpc(owner);
    const twin = await makeZone('corp.example', { CallerReference: 'twin', VPC: us(second) });
    expect(await owner.refused(operations, 'AssociateVPCWithHostedZone', input(own, twin))).toBe(conflict);
  });

  test('a public zone, no zone, no VPC', async () => {
    const open = await makeZone('example.com');
    const refused = (vpc: string, id: string) =>
      owner.refused(operations, 'AssociateVPCWithHostedZone', input(vpc, id));
    expect(await refused(own, open)).toMatch(
      /^PublicZoneVPCAssociation: You're trying to associate a VPC with a public/,
    );
    expect(await refused(own, 'Z1')).toBe('NoSuchHostedZone: No hosted zone found with ID: Z1');
    expect(await refused('vpc-00000000000000009', zone)).toMatch(/^InvalidVPCId: /);
  });
});

describe('DisassociateVPCFromHostedZone', () => {
  test('by either owner, but not the last', async () => {
    await authorize(foreign);
    for (const h of [owner, other]) {
      await associate(other, foreign);
      await h.call(operations, 'DisassociateVPCFromHostedZone', input(foreign));
      expect(await vpcs()).toEqual([own]);
    }
    expect(await owner.refused(operations, 'DisassociateVPCFromHostedZone', input(own))).toBe(
      'LastVPCAssociation: Cannot remove last VPC association for the private zone',
    );
    expect(await owner.refused(operations, 'DisassociateVPCFromHostedZone', input(foreign))).toMatch(
      /^VPCAssociationNotFound: /,
    );
  });

  test('by nobody else', async () => {
    const second = await makeVpc(owner);
    await associate(owner, second);
    expect(await other.refused(operations, 'DisassociateVPCFromHostedZone', input(second))).toMatch(
      /^NoSuchHostedZone/,
    );
  });
});

describe('authorizations', () => {
  test('are listed, and taken back without ending what they began', async () => {
    await authorize(foreign);
    await authorize('vpc-00000000000000009');
    await associate(other, foreign);
    const list = (more: object = {}) =>
      owner.call(operations, 'ListVPCAssociationAuthorizations', { HostedZoneId: zone, ...more });
    const all = (await list()).VPCs!;
    expect(all).toHaveLength(2);
    const first = await list({ MaxResults: 1 });
    const second = await list({ NextToken: first.NextToken });
    expect([...first.VPCs!, ...second.VPCs!]).toEqual(all);
    await owner.call(operations, 'DeleteVPCAssociationAuthorization', input(foreign));
    expect((await list()).VPCs).toEqual([us('vpc-00000000000000009')]);
    expect(await vpcs()).toEqual([own, foreign]);
    expect(await owner.refused(operations, 'DeleteVPCAssociationAuthorization', input(foreign))).toMatch(
      /^VPCAssociationAuthorizationNotFound: /,
    );
  });

  test('are the zone owner’s, and of private zones', async () => {
    const open = await makeZone('example.com');
    const refused = (h: Harness, vpc: string, id: string) =>
      h.refused(operations, 'CreateVPCAssociationAuthorization', input(vpc, id));
    expect(await refused(other, foreign, zone)).toMatch(/^NoSuchHostedZone: /);
    expect(await refused(owner, foreign, open)).toMatch(/^PublicZoneVPCAssociation: /);
    expect(await refused(owner, 'x', zone)).toMatch(/^InvalidVPCId: /);
    const lost = { HostedZoneId: zone, VPC: { VPCId: foreign, VPCRegion: 'xx-none-1' as 'us-east-1' } };
    expect(await owner.refused(operations, 'CreateVPCAssociationAuthorization', lost)).toMatch(/^InvalidInput: /);
  });
});
