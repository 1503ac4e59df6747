/**
 * Operations on flow logs. What is asked is checked and kept; counting packets, writing records and whether files arrive are
 * other rooms'. A VPC's owner has flow logs of the VPC, its subnets and every interface in it, participants of their own
 * interfaces (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html). What a flow log is of may be
 * deleted; the flow log stays until it is deleted itself. Likeliest: AWS doesn't say.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
 */

import type { FlowLog as FlowLogShape, UnsuccessfulItem } from '@aws-sdk/client-ec2';
import { present } from '../../base/assert.ts';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import { bucketOf, type FlowLog, type FlowLogResourceType, openLogDestinations } from '../../model/flow-log.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe, type FilterTable } from './describe.ts';
import { invalidParameterValue, notFound, owned, required, seen } from './faults.ts';
import { readSettings } from './flow-log-settings.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { specifiedTags, tagList } from './tags.ts';

type Settings = ReturnType<typeof readSettings>;

/** Why files of the caller's logs would not arrive; undefined where they would. The sentences are those that users quote. */
async function destinationProblem(context: Context, settings: Settings): Promise<string | undefined> {
  const { account, region, logDestinations: askDestination = openLogDestinations } = context;
  const { bucket, folder } = present(bucketOf(settings.destination), 'a destination that was checked');
  const owner = settings.hiveCompatiblePartitions ? `aws-account-id=${account}` : account;
  const key = `${folder}AWSLogs/${owner}/`;
  const problems = {
    open: undefined,
    closed: `Access Denied for LogDestination: ${bucket}. Please check LogDestination permission`,
    missing: `LogDestination: ${bucket} does not exist`,
  };
  return problems[await askDestination({ bucket, key, account, region })];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html: "Maximum of 1000". */
const mostResources = 1000;

/** The VPC in which that is which a flow log is to be of. @throws Fault the kind's NotFound, or UnauthorizedOperation */
function placeOf(draft: Draft, context: Context, type: FlowLogResourceType, id: string): string {
  if (type === 'VPC') return owned(draft, context, 'vpc', id).id;
  if (type === 'Subnet') return owned(draft, context, 'subnet', id).vpc;
  const { vpc } = seen(draft, context, 'network-interface', id);
  const isHost = draft.get('vpc', vpc)?.account === context.account;
  return isHost ? vpc : owned(draft, context, 'network-interface', id).vpc;
}

/** All that was asked for it, as one text. */
function askedText(log: FlowLog): string {
  const { resource, trafficType, destination, format, maxAggregationInterval } = log;
  const options = [log.hiveCompatiblePartitions, log.perHourPartition];
  return JSON.stringify([resource, trafficType, destination, format, maxAggregationInterval, ...options]);
}

const unsuccessful = (ResourceId: string, Code: string, Message: string): UnsuccessfulItem => ({
  ResourceId,
  Error: { Code, Message },
});

/** Why one more flow log of a resource is not made; undefined where it is. An account's own ones count alone. */
function obstacle(draft: Draft, context: Context, wanted: FlowLog): UnsuccessfulItem | undefined {
  const all = draft.find('flow-log', `resource:${wanted.resource}`);
  const own = all.filter(({ account }) => account === context.account);
  if (own.some((one) => askedText(one) === askedText(wanted))) {
    const message = 'Error. There is an existing Flow Log with the same configuration and log destination.';
    return unsuccessful(wanted.resource, 'FlowLogAlreadyExists', message);
  }
  try {
    checkQuota(context, 'flowLogsPerResource', own.length + 1, wanted.resource);
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return unsuccessful(wanted.resource, error.code, error.message);
  }
}

function newFlowLog(draft: Draft, context: Context, settings: Settings, resource: string): FlowLog {
  const { account, region, now: created, random } = context;
  const vpc = placeOf(draft, context, settings.resourceType, resource);
  return {
    kind: 'flow-log',
    id: resourceId(random, 'fl'),
    account,
    region,
    created,
    tags: {},
    ...settings,
    resource,
    vpc,
  };
}

function shape(log: FlowLog): FlowLogShape {
  const { deliveryError, hiveCompatiblePartitions, perHourPartition } = log;
  return {
    CreationTime: new Date(log.created),
    DeliverLogsStatus: deliveryError === undefined ? 'SUCCESS' : 'FAILED',
    ...(deliveryError === undefined ? {} : { DeliverLogsErrorMessage: deliveryError }),
    FlowLogId: log.id,
    FlowLogStatus: 'ACTIVE',
    ResourceId: log.resource,
    TrafficType: log.trafficType,
    LogDestinationType: 's3',
    LogDestination: log.destination,
    LogFormat: log.format,
    MaxAggregationInterval: log.maxAggregationInterval,
    DestinationOptions: {
      FileFormat: 'plain-text',
      HiveCompatiblePartitions: hiveCompatiblePartitions,
      PerHourPartition: perHourPartition,
    },
    Tags: tagList(log.tags),
  };
}

const filters: FilterTable<FlowLog> = {
  'deliver-log-status': ({ deliveryError }) => (deliveryError === undefined ? 'SUCCESS' : 'FAILED'),
  'flow-log-id': ({ id }) => id,
  'log-destination-type': () => 's3',
  // None has a log group.
  'log-group-name': () => undefined,
  'resource-id': ({ resource }) => resource,
  'traffic-type': ({ trafficType }) => trafficType,
};

export const flowLogOperations = {
  async CreateFlowLogs(context, input) {
    const settings = readSettings(input);
    const ids = [...new Set(required(input.ResourceIds, 'ResourceId'))];
    if (ids.length === 0 || ids.length > mostResources) {
      throw invalidParameterValue(`The number of resources must be between 1 and ${mostResources}.`);
    }
    const tags = specifiedTags(input.TagSpecifications, 'vpc-flow-log');
    const problem = await destinationProblem(context, settings);
    return context.transact((draft) => {
      const FlowLogIds: string[] = [];
      const Unsuccessful: UnsuccessfulItem[] = [];
      for (const one of ids.map((id) => newFlowLog(draft, context, settings, id))) {
        const found =
          problem === undefined ? obstacle(draft, context, one) : unsuccessful(one.resource, '400', problem);
        if (found) {
          Unsuccessful.push(found);
          continue;
        }
        draft.put({ ...one, tags });
        FlowLogIds.push(one.id);
      }
      const token = input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken };
      return { FlowLogIds, Unsuccessful, ...token };
    });
  },

  DescribeFlowLogs(context, input) {
    const { Filter: Filters, FlowLogIds: ids, ...paging } = input;
    const { items, nextToken } = describe(context, 'flow-log', { ...paging, ids, Filters }, filters);
    return { FlowLogs: items.map(shape), NextToken: nextToken };
  },

  DeleteFlowLogs(context, input) {
    const ids = [...new Set(required(input.FlowLogIds, 'FlowLogId'))];
    return context.transact((draft) => {
      const isOwn = (id: string) => {
        const found = draft.get('flow-log', id);
        return found?.account === context.account && found.region === context.region;
      };
      const missing = ids.filter((id) => !isOwn(id));
      if (missing.length > 0) throw notFound('flow-log', missing.join(' '));
      for (const id of ids) draft.remove('flow-log', id);
      return { Unsuccessful: [] };
    });
  },
} satisfies Ec2Handlers;
