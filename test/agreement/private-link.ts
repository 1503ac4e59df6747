/**
 * A service of one generated VPC that another reaches through an endpoint: a load balancer with one target behind each
 * listener, so that it is never a matter of chance which one a connection meets.
 */

import type { Dice } from './dice.ts';
import { oneOfEachZone } from './generate.ts';
import { asking, type GeneratedVpc, type Inventory } from './inventory.ts';

export function addService(dice: Dice, inventory: Inventory, provider: GeneratedVpc, consumer: GeneratedVpc): void {
  const targets = inventory.instances.filter((one) => one.vpc === provider.name);
  const ask = asking(inventory.calls, provider.owner);
  const own = oneOfEachZone(provider.subnets);
  const balancer = `${provider.name}_nlb`;
  const Subnets = own.map((subnet) => `$${subnet.name}`);
  const groups = dice.chance(70) ? { SecurityGroups: [dice.pick(provider.groups)] } : {};
  const input = { Name: 'generated', Type: 'network', Scheme: 'internal', Subnets, ...groups };
  ask('elb', 'CreateLoadBalancer', input, { [balancer]: 'LoadBalancers.0.LoadBalancerArn' });
  const LoadBalancerArn = `$${balancer}`;
  if (dice.chance(60)) {
    const Attributes = [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }];
    ask('elb', 'ModifyLoadBalancerAttributes', { LoadBalancerArn, Attributes });
  }
  if ('SecurityGroups' in groups && dice.chance(30)) {
    const unjudged = { EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' };
    ask('elb', 'SetSecurityGroups', { LoadBalancerArn, ...groups, ...unjudged });
  }
  const Protocol = dice.pick(['TCP', 'TCP', 'TCP_UDP']);
  const group = `${provider.name}_targets`;
  const TargetGroupArn = `$${group}`;
  ask(
    'elb',
    'CreateTargetGroup',
    {
      Name: 'generated',
      Protocol,
      Port: 8080,
      VpcId: `$${provider.name}`,
      HealthCheckIntervalSeconds: 5,
      HealthyThresholdCount: 2,
    },
    { [group]: 'TargetGroups.0.TargetGroupArn' },
  );
  inventory.calls.push({
    owner: provider.owner,
    service: 'elb',
    operation: 'RegisterTargets',
    input: { TargetGroupArn, Targets: [{ Id: `$${dice.pick(targets).name}` }] },
    patient: true,
  });
  if (dice.chance(30)) {
    const Attributes = [{ Key: 'preserve_client_ip.enabled', Value: 'false' }];
    ask('elb', 'ModifyTargetGroupAttributes', { TargetGroupArn, Attributes });
  }
  const DefaultActions = [{ Type: 'forward', TargetGroupArn }];
  ask(
    'elb',
    'CreateListener',
    { LoadBalancerArn, Protocol, Port: 80, DefaultActions },
    { [`${balancer}_listener`]: 'Listeners.0.ListenerArn' },
  );
  inventory.loadBalancers.push({ name: balancer, vpc: provider.name, zones: own.length, port: 80 });
  const service = `${provider.name}_service`;
  ask(
    'ec2',
    'CreateVpcEndpointServiceConfiguration',
    { NetworkLoadBalancerArns: [LoadBalancerArn], AcceptanceRequired: dice.chance(15) },
    { [service]: 'ServiceConfiguration.ServiceId', [`${service}_name`]: 'ServiceConfiguration.ServiceName' },
  );
  ask('ec2', 'ModifyVpcEndpointServicePermissions', { ServiceId: `$${service}`, AddAllowedPrincipals: ['*'] });
  addEndpoint(
    dice,
    inventory,
    consumer,
    service,
    own.map(({ zone }) => zone),
  );
}

function addEndpoint(
  dice: Dice,
  inventory: Inventory,
  consumer: GeneratedVpc,
  service: string,
  offered: readonly string[],
): void {
  const subnets = oneOfEachZone(consumer.subnets).filter(({ zone }) => offered.includes(zone));
  if (subnets.length === 0) return;
  const name = `${consumer.name}_door`;
  const input = {
    VpcId: `$${consumer.name}`,
    VpcEndpointType: 'Interface',
    ServiceName: `$${service}_name`,
    SubnetIds: subnets.map((subnet) => `$${subnet.name}`),
    SecurityGroupIds: [dice.pick(consumer.groups)],
  };
  asking(inventory.calls, consumer.owner)('ec2', 'CreateVpcEndpoint', input, { [name]: 'VpcEndpoint.VpcEndpointId' });
  inventory.endpoints.push({ name, vpc: consumer.name, zones: subnets.length, port: 80 });
}
