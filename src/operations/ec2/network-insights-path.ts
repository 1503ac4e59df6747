/**
 * Operations on the paths whose reachability can be analysed. What is asked is checked and kept; answering it is
 * src/analyses'. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInsightsPath.html
 */

import type { NetworkInsightsPath as PathShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { PortRange } from '../../base/port-range.ts';
import { arnOf } from '../../model/ec2-arn.ts';
import type { NetworkInsightsPath, PathFilter, PathQuestion } from '../../model/network-insights-path.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe, type FilterTable } from './describe.ts';
import { invalidCombination, invalidParameterValue, missingParameter, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { readAddress, readEnd, readFilter, readPort } from './network-insights-path-end.ts';
import { checkQuota } from './quotas.ts';
import { specifiedTags, tagList } from './tags.ts';

type Input = InputOf<'CreateNetworkInsightsPath'>;

/** `TCP` is taken as `tcp`: AWS's own walk-through writes it so. */
function readProtocol(given: string | undefined): PathQuestion['protocol'] {
  const protocol = required(given, 'Protocol').toLowerCase();
  if (protocol !== 'tcp' && protocol !== 'udp') {
    throw invalidParameterValue(`Value (${given}) for parameter protocol is invalid. Expecting tcp or udp.`);
  }
  return protocol;
}

/** An address or port is given once: by itself, or in the filter of its end. */
function checkCombination(input: Input): void {
  const { SourceIp, DestinationIp, DestinationPort, FilterAtSource, FilterAtDestination } = input;
  if (FilterAtSource && (SourceIp !== undefined || DestinationPort !== undefined)) {
    throw invalidCombination('SourceIp and DestinationPort cannot be specified together with FilterAtSource.');
  }
  if (FilterAtDestination && DestinationIp !== undefined) {
    throw invalidCombination('DestinationIp cannot be specified together with FilterAtDestination.');
  }
}

function readQuestion(draft: Draft, context: Context, input: Input): PathQuestion {
  const protocol = readProtocol(input.Protocol);
  checkCombination(input);
  const sourceIp = readAddress(input.SourceIp, 'sourceIp');
  const destinationIp = readAddress(input.DestinationIp, 'destinationIp');
  const destinationPort = readPort(input.DestinationPort, 'destinationPort');
  const filterAtSource = readFilter(input.FilterAtSource, 'FilterAtSource');
  const filterAtDestination = readFilter(input.FilterAtDestination, 'FilterAtDestination');
  const source = readEnd(draft, context, 'source', required(input.Source, 'Source'));
  const address = destinationIp ?? filterAtSource?.destinationAddress ?? filterAtDestination?.destinationAddress;
  if (input.Destination === undefined && address === undefined) throw missingParameter('Destination');
  const destination =
    input.Destination === undefined ? undefined : readEnd(draft, context, 'destination', input.Destination);
  return {
    source,
    ...(destination === undefined ? {} : { destination }),
    protocol,
    ...(sourceIp === undefined ? {} : { sourceIp }),
    ...(destinationIp === undefined ? {} : { destinationIp }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
    ...(filterAtSource === undefined ? {} : { filterAtSource }),
    ...(filterAtDestination === undefined ? {} : { filterAtDestination }),
  };
}

function rangeShape({ from, to }: PortRange) {
  return { FromPort: from, ToPort: to };
}

function filterShape(filter: PathFilter) {
  const { sourceAddress, sourcePorts, destinationAddress, destinationPorts } = filter;
  return {
    ...(sourceAddress === undefined ? {} : { SourceAddress: sourceAddress }),
    ...(sourcePorts === undefined ? {} : { SourcePortRange: rangeShape(sourcePorts) }),
    ...(destinationAddress === undefined ? {} : { DestinationAddress: destinationAddress }),
    ...(destinationPorts === undefined ? {} : { DestinationPortRange: rangeShape(destinationPorts) }),
  };
}

/** Whatever way an end was given, its id and its ARN are shown. */
function pathShape(path: NetworkInsightsPath): PathShape {
  const { source, destination, protocol, filterAtSource, filterAtDestination, ...asked } = path.asked;
  return {
    NetworkInsightsPathId: path.id,
    NetworkInsightsPathArn: arnOf(path),
    CreatedDate: new Date(path.created),
    Source: source.id,
    SourceArn: source.arn,
    ...(destination === undefined ? {} : { Destination: destination.id, DestinationArn: destination.arn }),
    Protocol: protocol,
    ...(asked.sourceIp === undefined ? {} : { SourceIp: asked.sourceIp }),
    ...(asked.destinationIp === undefined ? {} : { DestinationIp: asked.destinationIp }),
    ...(asked.destinationPort === undefined ? {} : { DestinationPort: asked.destinationPort }),
    ...(filterAtSource === undefined ? {} : { FilterAtSource: filterShape(filterAtSource) }),
    ...(filterAtDestination === undefined ? {} : { FilterAtDestination: filterShape(filterAtDestination) }),
    Tags: tagList(path.tags),
  };
}

/** Likeliest: a range is found as `FROM-TO`, and one port by itself too. */
function rangeTexts(range: PortRange | undefined): readonly string[] {
  if (range === undefined) return [];
  const { from, to } = range;
  return from === to ? [`${from}`, `${from}-${to}`] : [`${from}-${to}`];
}

function filtersAt(name: string, of: (asked: PathQuestion) => PathFilter | undefined) {
  return {
    [`${name}.source-address`]: ({ asked }) => of(asked)?.sourceAddress,
    [`${name}.source-port-range`]: ({ asked }) => rangeTexts(of(asked)?.sourcePorts),
    [`${name}.destination-address`]: ({ asked }) => of(asked)?.destinationAddress,
    [`${name}.destination-port-range`]: ({ asked }) => rangeTexts(of(asked)?.destinationPorts),
  } satisfies FilterTable<NetworkInsightsPath>;
}

const filters: FilterTable<NetworkInsightsPath> = {
  destination: ({ asked }) => asked.destination?.id,
  protocol: ({ asked }) => asked.protocol,
  source: ({ asked }) => asked.source.id,
  ...filtersAt('filter-at-source', ({ filterAtSource }) => filterAtSource),
  ...filtersAt('filter-at-destination', ({ filterAtDestination }) => filterAtDestination),
};

/** Of every listing of network insights. */
export const insightsPages = { least: 1, most: 100 };

export const networkInsightsPathOperations = {
  CreateNetworkInsightsPath(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'network-insights-path');
    return context.transact((draft) => {
      const asked = readQuestion(draft, context, input);
      const { account, region, now: created } = context;
      const count = draft.network.count('network-insights-path', `owner:${account}/${region}`);
      checkQuota(context, 'networkInsightsPathsPerRegion', count + 1);
      const id = resourceId(context.random, 'nip');
      const path: NetworkInsightsPath = { kind: 'network-insights-path', id, account, region, created, tags, asked };
      draft.put(path);
      return { NetworkInsightsPath: pathShape(path) };
    });
  },

  DeleteNetworkInsightsPath(context, input) {
    return context.transact((draft) => {
      const { kind, id } = owned(draft, context, 'network-insights-path', input.NetworkInsightsPathId);
      if (draft.network.count('network-insights-analysis', `path:${id}`) > 0) {
        // Likeliest sentence.
        const message = `The path '${id}' has analyses and cannot be deleted. Delete its analyses first.`;
        throw new Fault('AnalysisExistsForNetworkInsightsPath', message);
      }
      draft.remove(kind, id);
      return { NetworkInsightsPathId: id };
    });
  },

  DescribeNetworkInsightsPaths(context, input) {
    const request = { ...input, ids: input.NetworkInsightsPathIds };
    const { items, nextToken } = describe(context, 'network-insights-path', request, filters, insightsPages);
    return { NetworkInsightsPaths: items.map(pathShape), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
