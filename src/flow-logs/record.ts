/**
 * One line of a flow log: each field read from the flow, the interface and the Network. What isn't known is a dash.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */

import { parseAddress } from '../base/address.ts';
import { type Cidr, containsAddress } from '../base/cidr.ts';
import { versionOf } from '../model/flow-log-field.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { publicRanges, regions } from '../model/region.ts';
import type { Flow } from './flow.ts';

export interface Observed {
  readonly networkInterface: NetworkInterface;
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly status: 'OK' | 'NODATA' | 'SKIPDATA';
  /** Absent where there is nothing to tell. */
  readonly flow?: Flow;
}

type Read = (observed: Observed) => string | number | undefined;

const ofFlow =
  (read: (flow: Flow, networkInterface: NetworkInterface) => string | number | undefined): Read =>
  ({ flow, networkInterface }) =>
    flow && read(flow, networkInterface);

/**
 * What an interface sends has one of its addresses as the source, and what it receives its primary one as the destination,
 * whatever the packet says (https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-limitations.html).
 */
const source: Read = ofFlow(({ direction, source: from }, { privateAddresses }) =>
  direction === 'ingress' || privateAddresses.includes(from) ? from : privateAddresses[0],
);
const destination: Read = ofFlow(({ direction, destination: to }, { privateAddresses }) =>
  direction === 'egress' ? to : privateAddresses[0],
);

/** The addresses of AWS's services in all regions, the narrowest names first. */
const services: readonly (readonly [Cidr, string])[] = regions.flatMap(({ name }) => {
  const { s3, dynamodb, services: others } = publicRanges(name);
  return [[s3, 'S3'] as const, [dynamodb, 'DYNAMODB'] as const, [others, 'AMAZON'] as const];
});

function serviceAt(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : services.find(([block]) => containsAddress(block, address))?.[1];
}

/** Instances here are as those of the Nitro system; 2 is for what is no instance's. */
const path: Read = ofFlow(({ direction, way }, { attachment }) => {
  if (direction === 'ingress') return undefined;
  const isInstance = attachment?.instance !== undefined;
  switch (way) {
    case 'vpc':
      return 1;
    case 'internet-gateway':
      return isInstance ? 8 : 2;
    case 'gateway-endpoint':
      return isInstance ? 7 : 2;
    case 'peering':
      return 4;
    case 'inter-region-peering':
      return 5;
    default:
      return undefined;
  }
});

const readers: Readonly<Record<string, Read>> = {
  'account-id': ({ networkInterface }) => networkInterface.account,
  'interface-id': ({ networkInterface }) => networkInterface.id,
  srcaddr: source,
  dstaddr: destination,
  srcport: ofFlow(({ sourcePort }) => sourcePort),
  dstport: ofFlow(({ destinationPort }) => destinationPort),
  protocol: ofFlow(({ protocol }) => protocol),
  packets: ofFlow(({ packets }) => packets),
  bytes: ofFlow(({ bytes }) => bytes),
  start: ({ start }) => start,
  end: ({ end }) => end,
  action: ofFlow(({ action }) => action),
  'log-status': ({ status }) => status,
  'vpc-id': ({ networkInterface }) => networkInterface.vpc,
  'subnet-id': ({ networkInterface }) => networkInterface.subnet,
  'instance-id': ({ networkInterface }) => networkInterface.attachment?.instance,
  'tcp-flags': ofFlow(({ tcpFlags }) => tcpFlags),
  type: ofFlow(() => 'IPv4'),
  'pkt-srcaddr': ofFlow((flow) => flow.source),
  'pkt-dstaddr': ofFlow((flow) => flow.destination),
  region: ({ networkInterface }) => networkInterface.region,
  'az-id': ({ networkInterface }) => networkInterface.zoneId,
  'pkt-src-aws-service': ofFlow((flow) => serviceAt(flow.source)),
  'pkt-dst-aws-service': ofFlow((flow) => serviceAt(flow.destination)),
  'flow-direction': ofFlow(({ direction }) => direction),
  'traffic-path': path,
};

/** Makes lines of some fields, without their ends. */
export function recordWriter(fields: readonly string[]): (observed: Observed) => string {
  const version = versionOf(fields);
  const all = fields.map((name): Read => (name === 'version' ? () => version : (readers[name] ?? (() => undefined))));
  return (observed) => all.map((read) => read(observed) ?? '-').join(' ');
}
