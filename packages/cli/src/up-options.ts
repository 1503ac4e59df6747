/** The words of `postern up`: each read and checked before anything starts. */

import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { regionOf } from '../../../src/model/region.ts';
import type { QuotaName, Quotas } from '../../../src/operations/ec2/quotas.ts';
import { type Distance, parseDistance } from './distance.ts';
import { usualPort, usualState } from './find-server.ts';

export interface UpOptions {
  readonly port: number;
  readonly listen: string;
  readonly state: string;
  readonly auth: 'sigv4' | 'trust';
  readonly fabric: 'auto' | 'netns' | 'none';
  readonly service: ReadonlyMap<string, URL>;
  readonly region: string;
  readonly quota: Quotas;
  readonly flowLogSeconds: number;
  readonly distance: readonly Distance[];
  readonly bigTcp: boolean;
  readonly detach?: true;
  readonly json?: true;
}

/** Services in whose place a server of the user's may stand. */
const replaceable: readonly string[] = ['s3'];

/** The compiler refuses this table when a quota is missing or misspelt. */
const quotaNames: Readonly<Record<QuotaName, true>> = {
  vpcsPerRegion: true,
  subnetsPerVpc: true,
  sharedSubnetsPerAccount: true,
  cidrsPerVpc: true,
  internetGatewaysPerRegion: true,
  egressOnlyInternetGatewaysPerRegion: true,
  vpnGatewaysPerRegion: true,
  instanceConnectEndpointsPerRegion: true,
  instanceConnectEndpointsPerVpc: true,
  instanceConnectEndpointsPerSubnet: true,
  routeTablesPerVpc: true,
  routesPerTable: true,
  networkAclsPerVpc: true,
  participantsPerVpc: true,
  entriesPerNetworkAcl: true,
  dhcpOptionsPerRegion: true,
  elasticAddressesPerRegion: true,
  networkInsightsPathsPerRegion: true,
  networkInsightsAnalysesPerRegion: true,
  runningNetworkInsightsAnalyses: true,
  networkInsightsAccessScopesPerRegion: true,
  networkInsightsAccessScopeAnalysesPerRegion: true,
  runningNetworkInsightsAccessScopeAnalyses: true,
  flowLogsPerResource: true,
  natGatewaysPerZone: true,
  securityGroupsPerRegion: true,
  rulesPerSecurityGroup: true,
  securityGroupsPerInterface: true,
  networkInterfacesPerZone: true,
  prefixListsPerRegion: true,
  endpointsPerVpc: true,
  endpointServicesPerRegion: true,
  connectionNotificationsPerRegion: true,
  principalsPerEndpointService: true,
  activePeeringConnectionsPerVpc: true,
  outstandingPeeringRequestsPerRegion: true,
  pendingPeeringRequestsPerRegion: true,
  transitGatewaysPerRegion: true,
  attachmentsPerTransitGateway: true,
  transitGatewaysPerVpc: true,
  peeringsPerTransitGateway: true,
  pendingPeeringsPerTransitGateway: true,
  routeTablesPerTransitGateway: true,
  routesPerTransitGateway: true,
  gatewayEndpointsPerRegion: true,
  networkLoadBalancersPerRegion: true,
  gatewayLoadBalancersPerRegion: true,
  gatewayLoadBalancersPerVpc: true,
  geneveTargetGroupsPerRegion: true,
  listenersPerGatewayLoadBalancer: true,
  geneveTargetsPerZone: true,
  targetGroupsPerRegion: true,
  listenersPerLoadBalancer: true,
  targetsPerGroup: true,
  targetsPerZone: true,
};

/** More of anything than this is a slip of the finger. */
const largestQuota = 1_000_000;

export function addUpOptions(command: Command): Command {
  return command
    .option('--port <NUMBER>', 'the port to listen on, 0 for any free one', parsePort, usualPort)
    .option('--listen <ADDRESS>', 'the address to listen on', '127.0.0.1')
    .option('--state <DIR>', 'where everything durable is kept', (text) => resolve(text), usualState())
    .addOption(
      new Option('--auth <KIND>', 'verify signatures, or trust any key (throw-away test suites only)')
        .choices(['sigv4', 'trust'])
        .default('sigv4'),
    )
    .addOption(
      new Option('--fabric <KIND>', 'how networks are enforced').choices(['auto', 'netns', 'none']).default('auto'),
    )
    .addOption(
      new Option('--service <NAME=URL>', `a server in place of an embedded one (${replaceable}); may be repeated`)
        .argParser(parseService)
        .default(new Map(), 'none'),
    )
    .option('--region <NAME>', 'the region that profiles name', parseRegion, 'us-east-1')
    .addOption(
      new Option('--quota <NAME=N>', "a quota other than AWS's first one; may be repeated")
        .argParser(parseQuota)
        .default({}, "AWS's"),
    )
    .option(
      '--flow-log-seconds <NUMBER>',
      'how often flow logs write files, for tests that cannot wait as long as with AWS',
      parseSeconds,
      300,
    )
    .addOption(
      new Option('--distance <REGIONS=LIMITS>', 'bandwidth and latency between two regions; may be repeated')
        .argParser(parseDistance)
        .default([], 'none'),
    )
    .option('--no-big-tcp', 'TCP data in pieces of up to 64 KB: slower, but older tcpdumps (4.99.3) can show them')
    .option('--detach', 'return when the server is ready, and leave it running')
    .option('--json', 'print one JSON object when the server is ready');
}

export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}

/** AWS's five minutes at the most. */
export function parseSeconds(text: string): number {
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= 1 && seconds <= 300)) throw new InvalidArgumentError('It must be a number from 1 to 300.');
  return seconds;
}

export function parseRegion(text: string): string {
  if (regionOf(text) === undefined) throw new InvalidArgumentError('There is no such region.');
  return text;
}

export function parseService(text: string, before: ReadonlyMap<string, URL>): ReadonlyMap<string, URL> {
  const [name, value] = nameAndValue(text, 'NAME=URL');
  const url = URL.parse(value);
  if (!replaceable.includes(name)) {
    throw new InvalidArgumentError(`Only these can be replaced: ${replaceable.join(', ')}.`);
  }
  if (url === null || !/^https?:$/.test(url.protocol)) throw new InvalidArgumentError('It must be an http URL.');
  return new Map([...before, [name, url]]);
}

export function parseQuota(text: string, before: Quotas): Quotas {
  const [name, value] = nameAndValue(text, 'NAME=N');
  if (!Object.hasOwn(quotaNames, name)) {
    throw new InvalidArgumentError(`The quotas are: ${Object.keys(quotaNames).join(', ')}.`);
  }
  const number = /^\d{1,7}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number <= largestQuota)) throw new InvalidArgumentError(`It must be a number up to ${largestQuota}.`);
  return { ...before, [name]: number };
}

function nameAndValue(text: string, form: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1 || equals === text.length - 1) throw new InvalidArgumentError(`It must look like ${form}.`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}
