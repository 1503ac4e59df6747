/** A VPC that is the way to the internet for those on a transit gateway: a NAT gateway behind the gateway's subnet, and nobody else. */

import type { Ask, GeneratedTransit } from './inventory.ts';
import { zonesOf } from './plan.ts';

/** Names of the attachment, which is to be asked for once the gateway is there, and of what leads out of it. */
export interface Egress {
  readonly vpc: string;
  readonly entrance: string;
  /** Leads from the NAT gateway to the internet gateway; its way back is to be asked for once the VPC is attached. */
  readonly table: string;
}

export function addEgressVpc({ name, owner }: GeneratedTransit, ask: Ask): Egress {
  const vpc = `${name}_egress`;
  const [entrance, outer] = [`${vpc}_entrance`, `${vpc}_outer`];
  ask('ec2', 'CreateVpc', { CidrBlock: '192.168.0.0/16' }, { [vpc]: 'Vpc.VpcId' });
  for (const [index, subnet] of [entrance, outer].entries()) {
    const place = { CidrBlock: `192.168.${index}.0/24`, AvailabilityZoneId: zonesOf[owner][index] };
    ask('ec2', 'CreateSubnet', { VpcId: `$${vpc}`, ...place }, { [subnet]: 'Subnet.SubnetId' });
    ask('ec2', 'CreateRouteTable', { VpcId: `$${vpc}` }, { [`${subnet}_table`]: 'RouteTable.RouteTableId' });
    ask('ec2', 'AssociateRouteTable', { RouteTableId: `$${subnet}_table`, SubnetId: `$${subnet}` });
  }
  const [gateway, nat] = [`${vpc}_igw`, `${vpc}_nat`];
  ask('ec2', 'CreateInternetGateway', {}, { [gateway]: 'InternetGateway.InternetGatewayId' });
  ask('ec2', 'AttachInternetGateway', { InternetGatewayId: `$${gateway}`, VpcId: `$${vpc}` });
  ask('ec2', 'AllocateAddress', { Domain: 'vpc' }, { [`${nat}_eip`]: 'AllocationId' });
  const where = { SubnetId: `$${outer}`, AllocationId: `$${nat}_eip` };
  ask('ec2', 'CreateNatGateway', where, { [nat]: 'NatGateway.NatGatewayId' });
  const everything = { DestinationCidrBlock: '0.0.0.0/0' };
  ask('ec2', 'CreateRoute', { RouteTableId: `$${entrance}_table`, ...everything, NatGatewayId: `$${nat}` });
  ask('ec2', 'CreateRoute', { RouteTableId: `$${outer}_table`, ...everything, GatewayId: `$${gateway}` });
  return { vpc, entrance, table: `${outer}_table` };
}
