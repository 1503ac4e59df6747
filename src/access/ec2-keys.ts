/**
 * EC2's condition keys, each with how it is read: from the resource where it is there, from the request where it is about to
 * be made. A key that has nothing to say of a type of resource is absent. Keys of what is not offered (launch templates,
 * placement groups, IPAM pools, permissions on interfaces …) are not in the table, and so always absent.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-policy-keys
 */

import { endpointServiceOwner } from '../model/marketplace-product.ts';
import { zoneIdOf, zoneNameOf } from '../model/region.ts';
import type { Kind, ResourceOf } from '../model/resource.ts';
import { serviceRegionOf } from '../model/vpc-endpoint-service.ts';
import type { Facts, KeyReader, KeyTable } from './facts.ts';
import { nameIn, typeIn } from './request.ts';
import { seenBy } from './seen.ts';

/** Types whose ids a key of their own tells; `*` for what is about to be made. */
const idKeys: Readonly<Record<string, string>> = {
  'ec2:AllocationId': 'elastic-ip',
  'ec2:DhcpOptionsID': 'dhcp-options',
  'ec2:ImageID': 'image',
  'ec2:InstanceID': 'instance',
  'ec2:InternetGatewayID': 'internet-gateway',
  'ec2:KeyPairName': 'key-pair',
  'ec2:NetworkAclID': 'network-acl',
  'ec2:NetworkInterfaceID': 'network-interface',
  'ec2:RouteTableID': 'route-table',
  'ec2:SecurityGroupID': 'security-group',
  'ec2:SnapshotID': 'snapshot',
  'ec2:VolumeID': 'volume',
  'ec2:VpcID': 'vpc',
  'ec2:VpcPeeringConnectionID': 'vpc-peering-connection',
  'ec2:transitGatewayAttachmentId': 'transit-gateway-attachment',
  'ec2:transitGatewayId': 'transit-gateway',
  'ec2:transitGatewayRouteTableId': 'transit-gateway-route-table',
};

const ofType =
  (type: string, read: KeyReader): KeyReader =>
  (facts) =>
    typeIn(facts.resource.arn) === type ? read(facts) : undefined;

function documentOf<K extends Kind>({ resource }: Facts, kind: K): ResourceOf<K> | undefined {
  return resource.document?.kind === kind ? (resource.document as ResourceOf<K>) : undefined;
}

export function textIn(facts: Facts, member: string): string | undefined {
  const value = facts.request?.input[member];
  return typeof value === 'string' ? value : undefined;
}

function seen<K extends Kind>({ network, request }: Facts, kind: K, id: string): ResourceOf<K> | undefined {
  return request && seenBy(network, request, kind, id);
}

/** An ARN beside the resource's own: of its owner, or of whoever owns the thing. */
function arnBeside(facts: Facts, kind: 'vpc' | 'subnet', id: string): string {
  const [, , , region, account] = facts.resource.arn.split(':');
  return `arn:aws:ec2:${region}:${seen(facts, kind, id)?.account ?? account}:${kind}/${id}`;
}

/** The subnet that something is in, or will be. */
function subnetIdOf({ resource: { document, launched }, request }: Facts): string | undefined {
  if (document !== undefined) return 'subnet' in document ? document.subnet : undefined;
  const { SubnetId } = request?.input ?? {};
  return launched === undefined ? (typeof SubnetId === 'string' ? SubnetId : undefined) : launched.subnet;
}

function vpcIdOf(facts: Facts): string | undefined {
  const { document } = facts.resource;
  if (document !== undefined) return 'vpc' in document ? document.vpc : undefined;
  const subnet = subnetIdOf(facts);
  return subnet === undefined ? textIn(facts, 'VpcId') : seen(facts, 'subnet', subnet)?.vpc;
}

/** Types that are in a VPC by the reference's list. */
const inVpc: ReadonlySet<string> = new Set([
  'network-acl',
  'network-interface',
  'route-table',
  'security-group',
  'subnet',
]);

const vpcArn: KeyReader = (facts) => {
  const id = inVpc.has(typeIn(facts.resource.arn)) ? vpcIdOf(facts) : undefined;
  return id === undefined ? undefined : arnBeside(facts, 'vpc', id);
};

const subnetArn: KeyReader = (facts) => {
  const id = subnetIdOf(facts);
  return id === undefined ? undefined : arnBeside(facts, 'subnet', id);
};

const zoned: ReadonlySet<string> = new Set(['instance', 'network-interface', 'subnet', 'volume']);

/** What a launch makes is where its first interface is. */
function launchSubnet(facts: Facts): string | undefined {
  const { NetworkInterfaces, SubnetId } = facts.request?.input ?? {};
  if (typeof SubnetId === 'string') return SubnetId;
  const [first] = (Array.isArray(NetworkInterfaces) ? NetworkInterfaces : []) as readonly {
    readonly SubnetId?: string;
    readonly NetworkInterfaceId?: string;
  }[];
  return first?.SubnetId ?? seen(facts, 'network-interface', first?.NetworkInterfaceId ?? '')?.subnet;
}

function zoneId(facts: Facts): string | undefined {
  const { resource, request } = facts;
  if (!zoned.has(typeIn(resource.arn))) return undefined;
  if (resource.document !== undefined) return 'zoneId' in resource.document ? resource.document.zoneId : undefined;
  const subnet = resource.launched?.subnet ?? launchSubnet(facts);
  if (subnet !== undefined) return seen(facts, 'subnet', subnet)?.zoneId;
  const placement = (request?.input.Placement ?? request?.input) as
    | { readonly AvailabilityZone?: string; readonly AvailabilityZoneId?: string }
    | undefined;
  if (placement?.AvailabilityZoneId !== undefined) return placement.AvailabilityZoneId;
  const name = placement?.AvailabilityZone;
  return name === undefined || request === undefined ? undefined : zoneIdOf(request.account, request.region, name);
}

/** Zones are called by the names that the caller knows them by. */
const zoneName: KeyReader = (facts) => {
  const id = zoneId(facts);
  return id === undefined || facts.caller === undefined
    ? undefined
    : zoneNameOf(facts.caller.account, facts.circumstances.region, id);
};

const ofEndpoint = (read: KeyReader): KeyReader => ofType('vpc-endpoint', read);
const ofService = (read: KeyReader): KeyReader => ofType('vpc-endpoint-service', read);

/** `amazon`, `aws-marketplace`, or the account of the customer who offers it. */
const serviceOwner: KeyReader = (facts) => {
  const name = documentOf(facts, 'vpc-endpoint')?.serviceName ?? textIn(facts, 'ServiceName');
  const id = name === undefined ? undefined : /vpce-svc-[0-9a-f]+$/.exec(name)?.[0];
  if (id === undefined) return name === undefined ? undefined : 'amazon';
  const service = facts.network.get('vpc-endpoint-service', id);
  return service && endpointServiceOwner(service);
};

const serviceRegion: KeyReader = (facts) => {
  const endpoint = documentOf(facts, 'vpc-endpoint');
  if (endpoint) return serviceRegionOf(endpoint);
  return textIn(facts, 'ServiceRegion') ?? facts.request?.region;
};

/** Regions that a request offers a service in. */
const supportedRegions: KeyReader = ({ request }) => {
  const regions = request?.input.SupportedRegions ?? request?.input.AddSupportedRegions;
  return Array.isArray(regions) ? regions.filter((one) => typeof one === 'string') : undefined;
};

/** The VPC on one side of a peering connection, there or asked for. */
const sideVpc = (role: 'requester' | 'accepter'): KeyReader =>
  ofType('vpc-peering-connection', (facts) => {
    const side = documentOf(facts, 'vpc-peering-connection')?.[role] ?? askedSide(facts, role);
    return side && `arn:aws:ec2:${side.region}:${side.account}:vpc/${side.vpc}`;
  });

function askedSide(facts: Facts, role: 'requester' | 'accepter') {
  const { request } = facts;
  const vpc = textIn(facts, role === 'requester' ? 'VpcId' : 'PeerVpcId');
  if (request === undefined || vpc === undefined) return undefined;
  const { account, region } = request;
  if (role === 'requester') return { account, region, vpc };
  return { account: textIn(facts, 'PeerOwnerId') ?? account, region: textIn(facts, 'PeerRegion') ?? region, vpc };
}

/** Members of requests that change something, beside those that say what. */
const changing = /^(Modify|Reset)/;
const notAttributes = /^(DryRun|ClientToken|.*Ids?)$/;

export function changedAttributes({ request }: Facts): Readonly<Record<string, unknown>> {
  if (request === undefined || !changing.test(request.operation)) return {};
  return Object.fromEntries(Object.entries(request.input).filter(([name]) => !notAttributes.test(name)));
}

export const ec2Keys: KeyTable = {
  'ec2:AccepterVpc': sideVpc('accepter'),
  ...Object.fromEntries(
    Object.entries(idKeys).map(([key, type]) => [key, ofType(type, ({ resource }) => nameIn(resource.arn))]),
  ),
  'ec2:AssociatePublicIpAddress': ({ resource }) =>
    resource.launched?.associatePublicAddress === undefined
      ? undefined
      : String(resource.launched.associatePublicAddress),
  'ec2:Attribute': (facts) => Object.keys(changedAttributes(facts)),
  'ec2:AvailabilityZone': zoneName,
  'ec2:AvailabilityZoneId': zoneId,
  'ec2:Domain': ofType('elastic-ip', () => 'vpc'),
  'ec2:ImageType': ofType('image', () => 'machine'),
  // Any id may be launched here, as if Amazon had published it.
  'ec2:Owner': ofType('image', () => 'amazon'),
  'ec2:Public': ofType('image', () => 'true'),
  'ec2:PublicIpAddress': (facts) => documentOf(facts, 'elastic-address')?.publicAddress,
  'ec2:Region': ({ circumstances }) => circumstances.region,
  'ec2:RequesterVpc': sideVpc('requester'),
  'ec2:Subnet': ofType('network-interface', subnetArn),
  // Likeliest: an EC2 Instance Connect Endpoint tells the id of the subnet that it is in.
  'ec2:SubnetID': (facts) =>
    ofType('subnet', ({ resource }) => nameIn(resource.arn))(facts) ??
    ofType('instance-connect-endpoint', subnetIdOf)(facts),
  'ec2:Vpc': vpcArn,
  'ec2:VpceMultiRegion': (facts) =>
    ofEndpoint((one) => String(serviceRegion(one) !== one.circumstances.region))(facts) ??
    ofService((one) => String((supportedRegions(one) ?? []).length > 0))(facts),
  'ec2:VpceServiceName': ofEndpoint(
    (facts) => documentOf(facts, 'vpc-endpoint')?.serviceName ?? textIn(facts, 'ServiceName'),
  ),
  'ec2:VpceServiceOwner': ofEndpoint(serviceOwner),
  'ec2:VpceServicePrivateDnsName': ofService(
    (facts) => textIn(facts, 'PrivateDnsName') ?? documentOf(facts, 'vpc-endpoint-service')?.privateDns?.domain,
  ),
  // Likeliest: a request that names no region of a service means its own, also to a policy.
  'ec2:VpceServiceRegion': ofEndpoint(serviceRegion),
  'ec2:VpceSupportedRegion': ofService(supportedRegions),
};

/** `ec2:Attribute/EnableDnsSupport`: what a request changes an attribute to. */
export function attributeValues(facts: Facts): Readonly<Record<string, string>> {
  const entries = Object.entries(changedAttributes(facts)).flatMap(([name, given]) => {
    const value = typeof given === 'object' && given !== null && 'Value' in given ? given.Value : given;
    return ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [];
  });
  return Object.fromEntries(entries);
}
