/** `--distance us-east-1,eu-west-1=200mbit,80ms`: how far two regions are from each other, read and checked. */

import { InvalidArgumentError } from 'commander';
import { regionOf } from '../../../src/model/region.ts';
import type { ServerOptions } from '../../../src/server.ts';

export type Distance = NonNullable<NonNullable<ServerOptions['traits']>['distances']>[number];

const bitsOf: Readonly<Record<string, number>> = { kbit: 1e3, mbit: 1e6, gbit: 1e9 };
/** Less would starve a connection, and no path on Earth takes longer. */
const leastBandwidth = 64_000;
const mostBandwidth = 100e9;
const longestLatency = 2000;

const form = 'REGION,REGION=BANDWIDTH,LATENCY, such as us-east-1,eu-west-1=200mbit,80ms';

/** One of both measures, or both, in any order. */
function readMeasure(text: string): Pick<Distance, 'bandwidth' | 'latency'> {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(kbit|mbit|gbit|ms)$/.exec(text) ?? [];
  if (unit === '') throw new InvalidArgumentError(`It must look like ${form}.`);
  if (unit === 'ms') {
    const latency = Number(digits);
    if (!(latency > 0 && latency <= longestLatency)) throw new InvalidArgumentError('Latency is up to 2000ms.');
    return { latency };
  }
  const bandwidth = Math.round(Number(digits) * bitsOf[unit]!);
  if (!(bandwidth >= leastBandwidth && bandwidth <= mostBandwidth)) {
    throw new InvalidArgumentError('Bandwidth is from 64kbit to 100gbit.');
  }
  return { bandwidth };
}

/** A pair that is named again is told anew. */
export function parseDistance(text: string, before: readonly Distance[]): readonly Distance[] {
  const [pair = '', measures = ''] = text.split('=');
  const regions = pair.split(',').sort();
  const [one, other] = regions;
  if (one === undefined || other === undefined || regions.length !== 2 || measures === '') {
    throw new InvalidArgumentError(`It must look like ${form}.`);
  }
  if (one === other || regions.some((region) => regionOf(region) === undefined)) {
    throw new InvalidArgumentError('It must name two regions that there are.');
  }
  const read = measures.split(',').map(readMeasure);
  const distance: Distance = Object.assign({ regions: [one, other] as const }, ...read);
  return [...before.filter((known) => known.regions.join() !== regions.join()), distance];
}
