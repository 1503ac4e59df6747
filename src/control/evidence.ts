/**
 * What actually happened, for whoever wants to know why: the last answers with where each request came from, and what each
 * VPC's stages and rules have counted. Read from the door and the kernel, not worked out.
 */

import type { Origin } from '../model/origin.ts';

export interface AnsweredRequest {
  /** Counts up from 1 since the server's start: how to tell new ones in a log that forgets old ones. */
  readonly number: number;
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  readonly origin: Origin;
}

/** Of one VPC's router, or a transit gateway, since it was made. */
export interface RouterCounts {
  /** Stage → packets that it dropped. */
  readonly drops: Readonly<Record<string, number>>;
  /** Security group rule → packets that it let in or out, first packets of connections only. */
  readonly rules: Readonly<Record<string, number>>;
}

export interface FabricCounts {
  /** By VPC or transit gateway. */
  readonly routers: Readonly<Record<string, RouterCounts>>;
  /** Packets that VPCs and transit gateways handed to `internet` and to each region's `backbone-…`. */
  readonly carried: Readonly<Record<string, number>>;
}

export interface Evidence extends FabricCounts {
  readonly requests: readonly AnsweredRequest[];
}

const longestLog = 200;

/** The last answers, oldest first. */
export function createRequestLog() {
  const log: AnsweredRequest[] = [];
  let answered = 0;
  return {
    add({ service, operation, status, origin }: Omit<AnsweredRequest, 'number'>): void {
      answered += 1;
      log.push({ number: answered, service, operation, status, origin });
      if (log.length > longestLog) log.shift();
    },
    read: (): readonly AnsweredRequest[] => [...log],
  };
}
