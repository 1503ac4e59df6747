/**
 * Elastic Load Balancing's error codes and messages in one table. Codes are those of its API Reference; sentences are replies
 * of the real service that users quoted in public issue threads, and those marked are made like them.
 */

import { Fault } from '../../base/fault.ts';

const validation = (message: string): Fault => new Fault('ValidationError', message);
const configuration = (message: string): Fault => new Fault('InvalidConfigurationRequest', message);
const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** Requests that make no sense by themselves. */
export const invalid = {
  arn: (noun: string, text: string) => validation(`'${text}' is not a valid ${noun} ARN`),
  nameLength: (noun: string, name: string) =>
    validation(`The ${noun} name '${name}' cannot be longer than '32' characters`),
  nameCharacters: (noun: string, name: string) =>
    validation(
      `The ${noun} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    ),
  nameHyphen: (noun: string, name: string) =>
    validation(`The ${noun} name '${name}' cannot begin or end with hyphens('-')`),
  namePrefix: (name: string) => validation(`The load balancer name '${name}' cannot begin with 'internal-'`),
  /** `Listener protocol 'HTTP' must be one of 'TLS, TCP, TCP_UDP, UDP'` */
  choice: (what: string, value: string, allowed: readonly string[]) =>
    validation(`${what} '${value}' must be one of '${allowed.join(', ')}'`),
  missing: (what: string) => validation(`${what} must be specified`),
  either: (one: string, other: string) => validation(`You must specify either ${one} or ${other}`),
  together: (one: string, other: string) => validation(`${one} and ${other} cannot be specified at the same time`),
  /** What the framework says of a number out of its range. */
  constraint: (member: string, value: number, bound: string) =>
    validation(
      `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`,
    ),
  tooManyItems: (member: string, most: number) =>
    validation(
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
    ),
  marker: (marker: string) => validation(`The marker '${marker}' is not valid`),
  vpc: (id: string) => validation(`The VPC ID '${id}' is not found`),
  attributeKey: (noun: string, key: string) => validation(`${noun} attribute key '${key}' is not recognized`),
  /** Likeliest, as are the next five. */
  attributeValue: (noun: string, key: string, value: string, expected: string) =>
    validation(`${noun} attribute value '${value}' is not valid for key '${key}'. Expected ${expected}`),
  attributeTwice: (noun: string, key: string) =>
    validation(`${noun} attribute key '${key}' is specified more than once`),
  healthCheckPort: (text: string) =>
    validation(`Health check port '${text}' must be 'traffic-port' or a port number between 1 and 65535`),
  healthCheckPath: (text: string) =>
    validation(`Health check path '${text}' must begin with a '/' character and be at most 1024 characters long`),
  matcher: (text: string) => validation(`Health check matcher HTTP code '${text}' must be within '200-599'`),
  healthCheckDisabled: (type: string) =>
    validation(`Health check enabled must be true for target groups with target type '${type}'`),
  timeout: (timeout: number, interval: number) =>
    validation(`Health check timeout '${timeout}' must be smaller than or equal to the interval '${interval}'`),
  address: (text: string) => validation(`'${text}' is not a valid IPv4 address`),
  instance: (id: string) => validation(`Instance ID '${id}' is not valid`),
  /** Likeliest, as is the next. */
  instanceZone: () => validation("Availability Zone cannot be specified for targets with type 'instance'"),
  publicTarget: (address: string) =>
    validation(
      `The IP address '${address}' is not valid. It must be from the VPC, or from the RFC 1918 or RFC 6598 address ranges`,
    ),
  outside: (address: string) =>
    validation(
      `You must specify a valid Availability Zone or select 'all' for all enabled Availability Zones, since the IP address '${address}' is outside the VPC`,
    ),
  inside: (address: string, asked: string, zone: string) =>
    validation(
      `The IP address '${address}' is within the VPC, and cannot have its Availability Zone overridden to '${asked}' from '${zone}'`,
    ),
  /** Likeliest, as are the rest. */
  noSubnetThere: (address: string) =>
    validation(`The IP address '${address}' is within the VPC, but in none of its subnets`),
  forwardTarget: () => validation("A target group ARN must be specified for actions with type 'forward'"),
  oneAction: () => validation('A listener must have exactly one default action'),
  differentTargets: () =>
    validation('The target group ARN of an action must be the same as the target group of its forward configuration'),
  tagKey: (key: string) => validation(`Tag key '${key}' is not valid`),
  tagValue: (key: string) => validation(`Tag value for tag key '${key}' is not valid`),
  reservedTag: () => validation("Tag keys starting with 'aws:' are reserved for system use"),
} as const;

export const notFound = {
  loadBalancers: (names: readonly string[]) =>
    new Fault('LoadBalancerNotFound', `Load balancers '[${names.join(', ')}]' not found`),
  loadBalancer: (arn: string) => new Fault('LoadBalancerNotFound', `Load balancer '${arn}' not found`),
  targetGroups: (names: readonly string[]) =>
    new Fault('TargetGroupNotFound', `Target groups '[${names.join(', ')}]' not found`),
  targetGroup: (arn: string) => new Fault('TargetGroupNotFound', `Target groups '${arn}' not found`),
  listeners: (arns: readonly string[]) => new Fault('ListenerNotFound', `Listeners '[${arns.join(', ')}]' not found`),
  listener: (arn: string) => new Fault('ListenerNotFound', `Listener '${arn}' not found`),
  subnet: (id: string) => new Fault('SubnetNotFound', `The subnet ID '${id}' does not exist`),
  allocation: (id: string) => new Fault('AllocationIdNotFound', `The allocation ID '${id}' does not exist`),
  /** Likeliest: the code is documented. */
  securityGroup: (id: string) => new Fault('InvalidSecurityGroup', `The security group '${id}' does not exist`),
} as const;

/** What contradicts other things that are there. */
export const conflict = {
  loadBalancerName: (name: string) =>
    new Fault(
      'DuplicateLoadBalancerName',
      `A load balancer with the same name '${name}' exists, but with different settings`,
    ),
  targetGroupName: (name: string) =>
    new Fault(
      'DuplicateTargetGroupName',
      `A target group with the same name '${name}' exists, but with different settings`,
    ),
  listenerPort: (loadBalancer: string) =>
    new Fault('DuplicateListener', `A listener already exists on this port for this load balancer '${loadBalancer}'`),
  groupInUse: (arn: string) =>
    new Fault('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`),
  otherService: (arn: string) =>
    new Fault(
      'ResourceInUse',
      `Load balancer '${arn}' cannot be deleted because it is currently associated with another service`,
    ),
  subnetsKept: () =>
    new Fault(
      'ResourceInUse',
      'Subnets cannot be removed from load balancer because the load balancer is currently associated with another service',
    ),
  idleTimeoutAcrossRegions: (arn: string) =>
    configuration(
      `The TCP idle timeout cannot be changed because load balancer '${arn}' is associated with a VPC endpoint service that supports multiple regions`,
    ),
  protectedFromDeletion: (arn: string) =>
    new Fault(
      'OperationNotPermitted',
      `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
    ),
  groupElsewhere: (arn: string) =>
    new Fault(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    ),
  protocols: (group: string, listener: string, target: string) =>
    new Fault(
      'IncompatibleProtocols',
      `The listener and its associated target group '${group}' have incompatible protocols: '${listener}, ${target}'`,
    ),
  allocationsInUse: () => new Fault('ResourceInUse', 'The allocation IDs are not available for use'),
  sameZone: () => configuration('A load balancer cannot be attached to multiple subnets in the same Availability Zone'),
  noInternetGateway: (vpc: string) => new Fault('InvalidSubnet', `VPC ${vpc} has no internet gateway`),
  noFreeAddress: (subnet: string) => new Fault('InvalidSubnet', `Not enough IP space available in ${subnet}.`),
  groupsOfOtherVpc: () => configuration('One or more security groups are invalid'),
  neverHadGroups: () =>
    configuration(
      'You cannot set security groups on a Network Load Balancer which was created without any security groups.',
    ),
  tcpMatcher: () => configuration('Health check matchers are not supported for TCP health checks'),
  /** Likeliest, as are the next nine. */
  tooManyGroups: (most: number) =>
    configuration(`The maximum number of security groups per load balancer is '${most}'`),
  tcpPath: () => configuration('Health check paths are not supported for TCP health checks'),
  otherVpcSubnets: () => configuration('All subnets must belong to the same VPC'),
  allocationInside: () => configuration("Allocation IDs are not supported for load balancers with scheme 'internal'"),
  privateAddressOutside: () =>
    configuration("Private IPv4 addresses are not supported for load balancers with scheme 'internet-facing'"),
  privateAddress: (address: string, subnet: string) =>
    configuration(`The private IPv4 address '${address}' is not available for use in subnet '${subnet}'`),
  addressKept: (subnet: string) =>
    configuration(`The addresses of subnet '${subnet}', which is enabled already, cannot be changed`),
  groupOfOtherVpc: (group: string, loadBalancer: string) =>
    configuration(`The target group '${group}' and the load balancer '${loadBalancer}' must be in the same VPC`),
  attributeNotHere: (noun: string, key: string, what: string) =>
    configuration(`${noun} attribute key '${key}' is not supported for ${what}`),
  foreignAttribute: () => configuration('The provided target group attribute is not supported'),
  notRunning: (ids: readonly string[]) =>
    new Fault(
      'InvalidTarget',
      `The following targets are not in a running state and cannot be registered: ${quoted(ids)}`,
    ),
  /** Likeliest, as is the next. */
  noInstance: (id: string) => new Fault('InvalidTarget', `The following targets do not exist: ${quoted([id])}`),
  otherVpcTargets: (vpc: string, ids: readonly string[]) =>
    new Fault('InvalidTarget', `The following targets are not in the target group VPC '${vpc}': ${quoted(ids)}`),
  action: (type: string) => new Fault('InvalidLoadBalancerAction', `Action type '${type}' must be one of 'forward'`),
  /** Likeliest, as is the next. */
  tagTwice: (key: string) => new Fault('DuplicateTagKeys', `Tag key '${key}' is specified more than once`),
  tooManyTags: (most: number) =>
    new Fault('TooManyTags', `The maximum number of tags per resource '${most}' is exceeded`),
} as const;
