/**
 * Turns what was counted of flows into the files of flow logs: each interval's records are kept in memory until a file is due,
 * and then go to the bucket as CloudWatch Logs delivers them. A file that does not arrive is lost, as on AWS, and its flow log says
 * why; so is what had not gone when the process was killed. Every interface's records cover one interval of reading, which is no
 * longer than the shortest that a flow log may ask for: AWS does so for all instances of the Nitro system.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-basics.html
 */

import { gzip } from 'node:zlib';
import type { Random } from '../base/random.ts';
import { bucketOf, type FlowLog, flowLogsOf } from '../model/flow-log.ts';
import { fieldsIn } from '../model/flow-log-field.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { Store } from '../store/store.ts';
import { type Flow, type FlowReading, merged } from './flow.ts';
import { keyOfFile } from './log-file.ts';
import { type Observed, recordWriter } from './record.ts';

/** What is to be put into a bucket, and in whose name. */
export interface LogFile {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  readonly account: string;
  readonly region: string;
}

export interface FlowLogsOptions {
  readonly store: Store;
  readonly random: Random;
  /** Whether the bucket took it. */
  readonly deliver: (file: LogFile) => Promise<boolean>;
  /** Seconds between files, where it isn't AWS's five minutes. */
  readonly flowLogSeconds?: number;
  readonly report: (reason: unknown) => void;
}

export interface FlowLogs {
  /** Milliseconds after which flows are to be read. */
  readonly interval: number;
  /** @param now milliseconds since 1970 */
  take(readings: readonly FlowReading[], now: number): void;
  /** Sends what is there, and waits for it. */
  close(): Promise<void>;
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html, as is the next. */
const secondsBetweenFiles = 300;
/** A file is closed early at this size. */
const longestFile = 75 * 1024 * 1024;

/** The shortest that a flow log may ask for. */
const longestInterval = 60_000;

interface Open {
  readonly log: FlowLog;
  readonly lines: string[];
  size: number;
}

const isWanted = ({ trafficType }: FlowLog, { action }: Flow): boolean =>
  trafficType === 'ALL' || trafficType === action;

/** Records of one flow log about one interface: at least one, also where there is nothing to tell. */
function linesOf(
  log: FlowLog,
  networkInterface: NetworkInterface,
  flows: readonly Flow[],
  { since, until, complete }: FlowReading,
): readonly string[] {
  const write = recordWriter(fieldsIn(log.format) ?? []);
  const about = { networkInterface, start: Math.floor(since / 1000), end: Math.floor(until / 1000) };
  const told = flows.filter((flow) => isWanted(log, flow)).map((flow): Observed => ({ ...about, flow, status: 'OK' }));
  const skipped: readonly Observed[] = complete ? [] : [{ ...about, status: 'SKIPDATA' }];
  const all = [...told, ...skipped];
  return (all.length === 0 ? [{ ...about, status: 'NODATA' } as const] : all).map(write);
}

function compressed(text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gzip(text, (error, body) => (error ? reject(error) : resolve(body)));
  });
}

export function keepFlowLogs(options: FlowLogsOptions): FlowLogs {
  const { store, random, deliver, flowLogSeconds = secondsBetweenFiles, report } = options;
  const every = flowLogSeconds * 1000;
  const open = new Map<string, Open>();
  /** As they were: an interface that went during an interval still has records of it. */
  let known: ReadonlyMap<string, NetworkInterface> = new Map();
  let due: number | undefined;
  let last = 0;
  let sending: Promise<unknown> = Promise.resolve();

  function add(log: FlowLog, lines: readonly string[], now: number): void {
    const file = open.get(log.id) ?? { log, lines: [], size: 0 };
    open.set(log.id, file);
    for (const line of lines) {
      file.lines.push(line);
      file.size += line.length + 1;
    }
    if (file.size >= longestFile) finish(file, now);
  }

  function takeOne(reading: FlowReading, next: Map<string, NetworkInterface>): void {
    const { network } = store;
    const byInterface = Map.groupBy(reading.flows, (flow) => flow.networkInterface);
    for (const id of new Set([...reading.networkInterfaces, ...byInterface.keys()])) {
      const networkInterface = network.get('network-interface', id) ?? known.get(id);
      if (networkInterface === undefined) continue;
      next.set(id, networkInterface);
      const flows = merged(byInterface.get(id) ?? []);
      for (const log of flowLogsOf(network, networkInterface)) {
        // What was counted before it was asked for is none of its business: it begins with the next interval.
        if (log.created > reading.since) continue;
        add(log, linesOf(log, networkInterface, flows, reading), reading.until);
      }
    }
  }

  /** The records so far become a file, which goes when those before it have gone. */
  function finish({ log, lines }: Open, now: number): void {
    open.delete(log.id);
    const { bucket = '' } = bucketOf(log.destination) ?? {};
    const { account, region } = log;
    const key = keyOfFile(log, now, random);
    const text = `${[(fieldsIn(log.format) ?? []).join(' '), ...lines].join('\n')}\n`;
    const send = async (): Promise<string | undefined> => {
      const arrived = await deliver({ bucket, key, body: await compressed(text), account, region });
      return arrived ? undefined : 'Access error';
    };
    sending = sending
      .then(send)
      .catch((reason: unknown) => {
        report(reason);
        return 'Unknown error';
      })
      .then((error) => note(log, error))
      .catch(report);
  }

  async function note({ id }: FlowLog, error: string | undefined): Promise<void> {
    const has = store.network.get('flow-log', id);
    if (has === undefined || has.deliveryError === error) return;
    await store.transact((draft) => {
      const { deliveryError: _, ...log } = draft.get('flow-log', id) ?? has;
      if (draft.get('flow-log', id)) draft.put(error === undefined ? log : { ...log, deliveryError: error });
    });
  }

  function finishAll(now: number): void {
    for (const file of [...open.values()]) finish(file, now);
  }

  return {
    interval: Math.min(every, longestInterval),
    take(readings, now) {
      const next = new Map<string, NetworkInterface>();
      for (const reading of readings) takeOne(reading, next);
      known = next;
      last = now;
      due ??= Math.floor(now / every) * every + every;
      if (now < due) return;
      finishAll(now);
      due = Math.floor(now / every) * every + every;
    },
    async close() {
      finishAll(last);
      await sending;
    },
  };
}
