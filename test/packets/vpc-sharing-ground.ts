/**
 * A VPC whose owner shares two of its four subnets with two other accounts of its organization, made by AWS's own calls: the
 * owner has the ways out (NAT and internet gateway, endpoints), the participants have instances and groups of their own.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as ram from '@aws-sdk/client-ram';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { everything, type Machine, rule } from './ground.ts';
import { type Party, partyOf } from './party.ts';
import type { Postern } from './postern.ts';

/** One account with what it uses; after a restart it is asked for anew, with the same credentials. */
export interface Member extends Party {
  readonly id: string;
  readonly connection: Account['connection'];
}

export function memberOf(postern: Postern, { id, connection: { credentials } }: Account): Member {
  const connection = { ...postern.connection, credentials };
  return { ...partyOf(postern, credentials), id, connection };
}

export interface Organization {
  readonly owner: Account;
  readonly orders: Account;
  readonly payments: Account;
}

/** Three accounts beside the management account, and RAM trusted to share within the organization. */
export async function organize({ connection }: Postern): Promise<Organization> {
  await createOrganization(connection);
  await new ram.RAMClient(connection).send(new ram.EnableSharingWithAwsOrganizationCommand({}));
  return {
    owner: await createAccount(connection, 'network'),
    orders: await createAccount(connection, 'orders'),
    payments: await createAccount(connection, 'payments'),
  };
}

/** Of the owner's DHCP options: where short names are looked for. */
export const domain = 'corp.example';

export interface SharedVpc {
  readonly vpc: string;
  /** `app` and `open` are shared; `closed` and `edge` are the owner's alone. `open` and `edge` lead to the internet gateway. */
  readonly subnets: Readonly<Record<'app' | 'closed' | 'edge' | 'open', string>>;
  readonly tables: Readonly<Record<'inner' | 'outer', string>>;
  /** Of the NAT gateway, which `app` and `closed` use. */
  readonly natAddress: string;
}

export async function makeVpc({ client, ...owner }: Member): Promise<SharedVpc> {
  const vpc = await owner.vpc('10.0.0.0/16');
  const EnableDnsHostnames = { Value: true };
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames }));
  const DhcpConfigurations = [
    { Key: 'domain-name', Values: [domain] },
    { Key: 'domain-name-servers', Values: ['AmazonProvidedDNS'] },
  ];
  const dhcp = await client.send(new ec2.CreateDhcpOptionsCommand({ DhcpConfigurations }));
  const DhcpOptionsId = dhcp.DhcpOptions?.DhcpOptionsId ?? '';
  await client.send(new ec2.AssociateDhcpOptionsCommand({ VpcId: vpc, DhcpOptionsId }));
  const subnets = {
    app: await owner.subnet(vpc, '10.0.1.0/24'),
    open: await owner.subnet(vpc, '10.0.2.0/24'),
    closed: await owner.subnet(vpc, '10.0.3.0/24'),
    edge: await owner.subnet(vpc, '10.0.9.0/24'),
  };
  const tables = {
    inner: await owner.table(vpc, subnets.app, subnets.closed),
    outer: await owner.table(vpc, subnets.open, subnets.edge),
  };
  await owner.route(tables.outer, '0.0.0.0/0', { GatewayId: await owner.internetGateway(vpc) });
  const { id: AllocationId, address: natAddress } = await owner.elasticAddress();
  const made = await client.send(new ec2.CreateNatGatewayCommand({ SubnetId: subnets.edge, AllocationId }));
  await owner.route(tables.inner, '0.0.0.0/0', { NatGatewayId: made.NatGateway?.NatGatewayId ?? '' });
  return { vpc, subnets, tables, natAddress };
}

export function arnOf({ id, connection }: Member, subnet: string): string {
  return `arn:aws:ec2:${connection.region}:${id}:subnet/${subnet}`;
}

/** The ARN of a share of subnets with accounts of the organization. */
export async function share(owner: Member, subnets: readonly string[], principals: readonly string[]): Promise<string> {
  const made = await new ram.RAMClient(owner.connection).send(
    new ram.CreateResourceShareCommand({
      name: 'network',
      resourceArns: subnets.map((id) => arnOf(owner, id)),
      principals: [...principals],
      allowExternalPrincipals: false,
    }),
  );
  return made.resourceShare?.resourceShareArn ?? '';
}

export async function stopSharing(owner: Member, resourceShareArn: string, principal: string): Promise<void> {
  const request = { resourceShareArn, principals: [principal] };
  await new ram.RAMClient(owner.connection).send(new ram.DisassociateResourceShareCommand(request));
}

export interface Running {
  readonly machine: Machine;
  readonly group: string;
}

/** An instance of a participant, called `api` whoever has it, with a role that may do everything and a group that lets nobody in. */
export async function runApi(member: Member, vpc: string, subnet: string): Promise<Running> {
  const group = await member.group(vpc);
  const profile = await member.profile('api', everything);
  return { group, machine: await member.machine(subnet, { groups: [group], profile, name: 'api' }) };
}

/** TCP of a port from a group of another account. */
export function fromGroupOf(account: string, GroupId: string, port: number): ec2.IpPermission {
  return { ...rule(`tcp ${port}`, '0.0.0.0/0'), IpRanges: [], UserIdGroupPairs: [{ UserId: account, GroupId }] };
}

/** AWS's code where a call is refused, `ok` where it isn't. */
export function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: Error) => error.name,
  );
}
