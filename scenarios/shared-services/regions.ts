/**
 * The part of the scenario that is in a second region: a branch whose VPC is peered with the shared services', and that has an
 * endpoint to the provider's service by its region. Nothing of it has a way to the internet.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import { type Account, type Connection, named, present } from './account.ts';
import { allow, createGroup, startInstance, untilRunning } from './launch.ts';
import { createInstanceProfile, type SharedServices } from './network.ts';
import { createEndpoint, type PrivateLink, untilAvailable } from './private-link.ts';

export const abroad = 'eu-west-1';
const branchCidr = '10.8.0.0/16';
const servicesCidr = '10.0.0.0/16';

export interface Regions {
  readonly vpc: string;
  /** The connection between the two VPCs. */
  readonly peering: string;
  /** Of the shared services' STS endpoint: a name that everybody resolves to its private addresses. */
  readonly stsUrl: string;
  /** Of the endpoint to the provider's service. */
  readonly serviceName: string;
}

interface Branch {
  readonly client: ec2.EC2Client;
  readonly vpc: string;
  readonly subnets: ReadonlyMap<string, string>;
  readonly group: string;
  readonly table: string;
}

/** A VPC with one subnet, whose instances are reached by nobody from outside. */
async function createBranch(connection: Connection): Promise<Branch> {
  const client = new ec2.EC2Client(connection);
  const made = await client.send(
    new ec2.CreateVpcCommand({ CidrBlock: branchCidr, TagSpecifications: named('vpc', 'branch') }),
  );
  const vpc = present(made.Vpc?.VpcId, 'a VPC');
  const described = await client.send(new ec2.DescribeAvailabilityZonesCommand({}));
  const zone = present(described.AvailabilityZones?.[0]?.ZoneId, 'a zone');
  const subnet = await client.send(
    new ec2.CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.8.0.0/24', AvailabilityZoneId: zone }),
  );
  const tables = await client.send(
    new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }),
  );
  const group = await createGroup(client, vpc, 'branch');
  await allow(client, group, 80, { IpRanges: [{ CidrIp: branchCidr }] });
  return {
    client,
    vpc,
    subnets: new Map([[zone, present(subnet.Subnet?.SubnetId, 'a subnet')]]),
    group,
    table: present(tables.RouteTables?.[0]?.RouteTableId, 'a route table'),
  };
}

/** Asked for by the branch, accepted in the other region; each side adds its own routes and opens its own groups. */
async function peer(branch: Branch, { connection, team, vpc, tables, groups }: SharedServices): Promise<string> {
  const services = new ec2.EC2Client(connection);
  const asked = await branch.client.send(
    new ec2.CreateVpcPeeringConnectionCommand({
      VpcId: branch.vpc,
      PeerVpcId: vpc,
      PeerOwnerId: team,
      PeerRegion: connection.region,
    }),
  );
  const VpcPeeringConnectionId = present(asked.VpcPeeringConnection?.VpcPeeringConnectionId, 'a connection');
  await services.send(new ec2.AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  const route = (client: ec2.EC2Client, RouteTableId: string, DestinationCidrBlock: string) =>
    client.send(new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock, VpcPeeringConnectionId }));
  await route(branch.client, branch.table, servicesCidr);
  for (const table of Object.values(tables)) await route(services, table, branchCidr);
  const fromBranch = { IpRanges: [{ CidrIp: branchCidr }] };
  await allow(services, groups.app, 8080, fromBranch);
  await allow(services, groups.endpoints, 443, fromBranch);
  return VpcPeeringConnectionId;
}

async function stsUrl({ connection, endpoints }: SharedServices): Promise<string> {
  const found = await new ec2.EC2Client(connection).send(
    new ec2.DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpoints.sts] }),
  );
  return `https://${present(found.VpcEndpoints?.[0]?.DnsEntries?.[0]?.DnsName, 'a DNS name')}`;
}

/** The provider opens its service to the region and lets the branch in. */
async function connect(branch: Branch, account: Account, provider: Account, built: PrivateLink): Promise<string> {
  const client = new ec2.EC2Client(provider.connection);
  const { service } = built;
  const ServiceId = service.id;
  // The load balancer's group is asked about clients' own addresses.
  await allow(client, built.provider.group, 80, { IpRanges: [{ CidrIp: branchCidr }] });
  await client.send(new ec2.ModifyVpcEndpointServiceConfigurationCommand({ ServiceId, AddSupportedRegions: [abroad] }));
  const AddAllowedPrincipals = [`arn:aws:iam::${account.id}:root`];
  await client.send(new ec2.ModifyVpcEndpointServicePermissionsCommand({ ServiceId, AddAllowedPrincipals }));
  const [zone = ''] = branch.subnets.keys();
  const region = provider.connection.region;
  const endpoint = await createEndpoint(branch.client, service.name, branch, zone, region);
  await client.send(new ec2.AcceptVpcEndpointConnectionsCommand({ ServiceId, VpcEndpointIds: [endpoint.endpoint] }));
  await untilAvailable(branch.client, endpoint.endpoint);
  return endpoint.regionalName;
}

/**
 * @param account the branch's
 * @param provider the account of the service
 */
export async function buildRegions(
  account: Account,
  services: SharedServices,
  provider: Account,
  privateLink: PrivateLink,
): Promise<Regions> {
  const branch = await createBranch({ ...account.connection, region: abroad });
  const profile = await createInstanceProfile(account.connection);
  const [subnet = ''] = branch.subnets.values();
  const instance = await startInstance(branch.client, { name: 'branch', subnet, group: branch.group, profile });
  const peering = await peer(branch, services);
  const serviceName = await connect(branch, account, provider, privateLink);
  await untilRunning(branch.client, instance.id);
  return { vpc: branch.vpc, peering, stsUrl: await stsUrl(services), serviceName };
}
