/**
 * What a request for flow logs asks, but for the resources: read, and held to what this house can do. Files go to buckets in plain
 * text; there are no log groups and delivery streams here to write to.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
 */

import { Fault } from '../../base/fault.ts';
import { bucketOf, type FlowLog, flowLogResourceTypes, trafficTypes } from '../../model/flow-log.ts';
import { defaultFormat, fieldsIn, versionOfField } from '../../model/flow-log-field.ts';
import { invalidParameterValue, required } from './faults.ts';
import type { InputOf } from './handlers.ts';

type Input = InputOf<'CreateFlowLogs'>;
type Settings = Pick<
  FlowLog,
  | 'resourceType'
  | 'trafficType'
  | 'destination'
  | 'format'
  | 'maxAggregationInterval'
  | 'hiveCompatiblePartitions'
  | 'perHourPartition'
>;

const invalid = (message: string): Fault => new Fault('InvalidParameter', message);

function unsupported(parameter: string, given: string, supported: readonly string[]): Fault {
  const message = `${parameter} '${given}' is not supported. Supported: ${supported.join(', ')}.`;
  return new Fault('UnsupportedOperation', message);
}

function readType(given: string | undefined): FlowLog['resourceType'] {
  const type = required(given, 'ResourceType');
  const known = Object.keys(flowLogResourceTypes) as FlowLog['resourceType'][];
  const found = known.find((one) => one === type);
  if (found === undefined) throw unsupported('ResourceType', type, known);
  return found;
}

function readTrafficType(given: string | undefined): FlowLog['trafficType'] {
  const type = required(given, 'TrafficType');
  const found = trafficTypes.find((one) => one === type);
  if (found === undefined) {
    throw invalidParameterValue(
      `Value (${type}) for parameter trafficType is invalid. Expecting ${trafficTypes.join(', ')}.`,
    );
  }
  return found;
}

/** A folder of this name would be taken for where the files of another bucket owner begin. */
const reservedFolder = /^AWSLogs(\/|$)/;
/** S3's longest key is 1024 bytes, and a file's path and name behind the folder stay far below 300. */
const longestFolder = 700;

/** The sentences are those that clients' tests have recorded; the one about folders is the likeliest. */
function readDestination(input: Input): string {
  const { LogDestinationType: type = 'cloud-watch-logs', LogDestination: destination } = input;
  if (type !== 's3') throw unsupported('LogDestinationType', type, ['s3']);
  if (input.LogGroupName !== undefined) {
    throw invalid('LogDestination type must be cloud-watch-logs if LogGroupName is provided.');
  }
  const inapplicable = (['DeliverLogsPermissionArn', 'DeliverCrossAccountRole'] as const).find(
    (name) => input[name] !== undefined,
  );
  if (inapplicable) throw invalid(`${inapplicable} is not applicable for s3 delivery`);
  if (!destination) throw invalid("LogDestination can't be empty if LogGroupName is not provided.");
  const found = bucketOf(destination);
  if (found === undefined || found.folder.length > longestFolder) {
    throw invalidParameterValue(`LogDestination: ${destination} is not the ARN of an Amazon S3 bucket.`);
  }
  if (reservedFolder.test(found.folder)) {
    throw invalidParameterValue("LogDestination: 'AWSLogs' is reserved and cannot be the name of a subfolder.");
  }
  return destination;
}

/** Likeliest sentences. */
function readFormat(format: string | undefined): string {
  if (format === undefined) return defaultFormat;
  const fields = fieldsIn(format);
  if (fields === undefined)
    throw invalid(`LogFormat must be a list of fields in the \${field-id} format, separated by spaces.`);
  const unknown = fields.filter((name) => versionOfField(name) === undefined);
  if (unknown.length > 0) throw invalid(`Unknown fields provided: [${unknown.join(', ')}]`);
  if (new Set(fields).size < fields.length) throw invalid('LogFormat has a field more than once.');
  return format;
}

function readInterval(seconds = 600): number {
  if (seconds !== 60 && seconds !== 600) throw invalid('Invalid Flow Log Max Aggregation Interval');
  return seconds;
}

export function readSettings(input: Input): Settings {
  const { FileFormat = 'plain-text', HiveCompatiblePartitions, PerHourPartition } = input.DestinationOptions ?? {};
  const settings: Settings = {
    resourceType: readType(input.ResourceType),
    trafficType: readTrafficType(input.TrafficType),
    destination: readDestination(input),
    format: readFormat(input.LogFormat),
    maxAggregationInterval: readInterval(input.MaxAggregationInterval),
    hiveCompatiblePartitions: HiveCompatiblePartitions ?? false,
    perHourPartition: PerHourPartition ?? false,
  };
  if (FileFormat !== 'plain-text') throw unsupported('FileFormat', FileFormat, ['plain-text']);
  return settings;
}
