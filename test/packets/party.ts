/**
 * The AWS calls that tests of PrivateLink need again and again, in the name of one account of a running Postern; and what a
 * server that was started anew is asked for the same account.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Connection } from '../../scenarios/shared-services/account.ts';
import { type Ground, groundOf, teller } from './ground.ts';
import { type Postern, until } from './postern.ts';

/** Besides what every teller does, on 8090 the bytes that a connection begins with. */
export const provider = `${teller}
const hex = (socket) => socket.on('error', () => {}).once('data', (bytes) => socket.end(bytes.toString('hex')));
net.createServer(hex).listen(8090, '0.0.0.0');
`;

export interface Service {
  readonly id: string;
  readonly name: string;
}

export interface Endpoint {
  readonly id: string;
  /** In the order of the subnets that it was asked for with. */
  readonly interfaces: readonly string[];
  readonly addresses: readonly string[];
}

export interface Listening {
  readonly port: number;
  readonly targetPort: number;
  readonly targets: readonly string[];
  readonly proxyProtocol?: true;
}

export type Party = ReturnType<typeof partyOf>;

export function partyOf(postern: Postern, credentials: Connection['credentials']) {
  const connection = { ...postern.connection, credentials };
  const ground: Ground = groundOf({ ...postern, connection });
  const balancing = new elb.ElasticLoadBalancingV2Client({ ...connection, maxAttempts: 1 });
  const { client } = ground;

  return {
    ...ground,
    balancing,
    credentials,

    async zones(): Promise<readonly string[]> {
      const { AvailabilityZones = [] } = await client.send(new ec2.DescribeAvailabilityZonesCommand({}));
      return AvailabilityZones.map(({ ZoneId = '' }) => ZoneId).sort();
    },

    async subnetIn(VpcId: string, CidrBlock: string, AvailabilityZoneId = ''): Promise<string> {
      const made = await client.send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZoneId }));
      return made.Subnet?.SubnetId ?? '';
    },

    async balancer(Name: string, ...Subnets: readonly string[]): Promise<string> {
      const made = await balancing.send(
        new elb.CreateLoadBalancerCommand({ Name, Type: 'network', Scheme: 'internal', Subnets: [...Subnets] }),
      );
      const LoadBalancerArn = made.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
      const Attributes = [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }];
      await balancing.send(new elb.ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
      return LoadBalancerArn;
    },

    /** The target group that a new listener leads to. */
    async listen(LoadBalancerArn: string, vpc: string, listening: Listening): Promise<string> {
      const { port, targetPort, targets, proxyProtocol } = listening;
      const made = await balancing.send(
        new elb.CreateTargetGroupCommand({
          Name: `port-${port}-${Math.random().toString(36).slice(2, 10)}`,
          Protocol: 'TCP',
          Port: targetPort,
          VpcId: vpc,
          HealthCheckIntervalSeconds: 5,
          HealthCheckTimeoutSeconds: 2,
          HealthyThresholdCount: 2,
          UnhealthyThresholdCount: 2,
        }),
      );
      const TargetGroupArn = made.TargetGroups?.[0]?.TargetGroupArn ?? '';
      if (proxyProtocol) {
        const Attributes = [{ Key: 'proxy_protocol_v2.enabled', Value: 'true' }];
        await balancing.send(new elb.ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
      }
      const Targets = targets.map((Id) => ({ Id }));
      await balancing.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets }));
      const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
      const request = { LoadBalancerArn, Protocol: 'TCP', Port: port, DefaultActions } as const;
      await balancing.send(new elb.CreateListenerCommand(request));
      return TargetGroupArn;
    },

    /** Of all targets of a group, such as `healthy unhealthy`. */
    async health(TargetGroupArn: string): Promise<string> {
      const found = await balancing.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn }));
      return (found.TargetHealthDescriptions ?? []).map((one) => one.TargetHealth?.State).join(' ');
    },

    nodesOf: async (LoadBalancerArn: string): Promise<readonly string[]> => {
      const suffix = LoadBalancerArn.slice(LoadBalancerArn.indexOf('loadbalancer/') + 'loadbalancer/'.length);
      const Filters = [{ Name: 'description', Values: [`ELB ${suffix}`] }];
      const { NetworkInterfaces = [] } = await client.send(new ec2.DescribeNetworkInterfacesCommand({ Filters }));
      return NetworkInterfaces.map((one) => one.NetworkInterfaceId ?? '');
    },

    deleteBalancer: (LoadBalancerArn: string) => balancing.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerArn })),

    async service(NetworkLoadBalancerArn: string, ...consumers: readonly string[]): Promise<Service> {
      const request = { NetworkLoadBalancerArns: [NetworkLoadBalancerArn], AcceptanceRequired: false };
      const made = await client.send(new ec2.CreateVpcEndpointServiceConfigurationCommand(request));
      const { ServiceId = '', ServiceName = '' } = made.ServiceConfiguration ?? {};
      const AddAllowedPrincipals = consumers.map((id) => `arn:aws:iam::${id}:root`);
      await client.send(new ec2.ModifyVpcEndpointServicePermissionsCommand({ ServiceId, AddAllowedPrincipals }));
      return { id: ServiceId, name: ServiceName };
    },

    /** What became of it: AWS's error code where it was refused. */
    async deleteService(...ServiceIds: readonly string[]): Promise<string> {
      const request = { ServiceIds: [...ServiceIds] };
      const said = await client.send(new ec2.DeleteVpcEndpointServiceConfigurationsCommand(request));
      return said.Unsuccessful?.map(({ Error: error }) => error?.Code).join() || 'deleted';
    },

    async endpoint(vpc: string, { name }: Service, subnets: readonly string[], group: string): Promise<Endpoint> {
      const made = await client.send(
        new ec2.CreateVpcEndpointCommand({
          VpcId: vpc,
          VpcEndpointType: 'Interface',
          ServiceName: name,
          SubnetIds: [...subnets],
          SecurityGroupIds: [group],
        }),
      );
      const { VpcEndpointId = '', NetworkInterfaceIds = [] } = made.VpcEndpoint ?? {};
      const found = await client.send(new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }));
      const of = (subnet: string) => found.NetworkInterfaces?.find((one) => one.SubnetId === subnet);
      return {
        id: VpcEndpointId,
        interfaces: subnets.map((subnet) => of(subnet)?.NetworkInterfaceId ?? ''),
        addresses: subnets.map((subnet) => of(subnet)?.PrivateIpAddress ?? ''),
      };
    },

    async endpointState(id: string): Promise<string> {
      const { VpcEndpoints = [] } = await client.send(new ec2.DescribeVpcEndpointsCommand({}));
      return String(VpcEndpoints.find((one) => one.VpcEndpointId === id)?.State ?? 'deleted');
    },

    deleteEndpoints: (...VpcEndpointIds: readonly string[]) =>
      client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [...VpcEndpointIds] })),

    /** Until something that tells its name answers at the address, however long the first health checks take. */
    answers: (instance: string, address: string, port = 80) =>
      until(
        'an answer',
        async () => {
          const [said = ''] = await postern.try(instance, `tcp ${address} ${port}`);
          return said.startsWith('ip-') || /^[0-9a-f]+$/.test(said) ? 'an answer' : said;
        },
        25_000,
      ),
  };
}
