/**
 * The public names of AWS services: which service and region a name belongs to, for the resolver and for whoever answers
 * at a service's address. Most follow from the catalogue of endpoint services; the table here adds the names that no
 * endpoint has (https://docs.aws.amazon.com/general/latest/gr/rande.html).
 */

import { coversName } from '../model/endpoint-name.ts';
import { endpointServices } from '../model/endpoint-service.ts';
import { regionOf } from '../model/region.ts';

export interface ServiceReference {
  readonly region: string;
  /** The short name, such as `sts` or `ecr.api`. */
  readonly service: string;
}

/** With `R` for the region. */
const moreNames: readonly (readonly [service: string, ...names: readonly string[]])[] = [
  ['dynamodb', 'dynamodb.R.amazonaws.com', '*.ddb.R.amazonaws.com', 'dynamodb.R.api.aws', '*.ddb.R.api.aws'],
  ['ec2', 'ec2.R.api.aws'],
  [
    's3',
    's3-R.amazonaws.com',
    '*.s3-R.amazonaws.com',
    's3.dualstack.R.amazonaws.com',
    '*.s3.dualstack.R.amazonaws.com',
  ],
  ['s3', '*.s3-accesspoint.dualstack.R.amazonaws.com', '*.s3-control.dualstack.R.amazonaws.com'],
];

/** Names without a region: their services are in the first one. */
const globalRegion = 'us-east-1';
const globalNames: readonly (readonly [service: string, ...names: readonly string[]])[] = [
  ['ec2', 'ec2.amazonaws.com'],
  ['iam', 'iam.amazonaws.com', 'iam.global.api.aws'],
  ['organizations', 'organizations.amazonaws.com'],
  ['route53', 'route53.amazonaws.com', 'route53.global.api.aws'],
  ['s3', 's3.amazonaws.com', '*.s3.amazonaws.com'],
  ['sts', 'sts.amazonaws.com'],
];

interface Names {
  readonly exact: ReadonlyMap<string, string>;
  readonly wildcards: readonly (readonly [pattern: string, service: string])[];
}

function namesOf(rows: readonly (readonly [service: string, ...names: readonly string[]])[]): Names {
  const pairs = rows.flatMap(([service, ...names]) => names.map((name) => [name, service] as const));
  return {
    exact: new Map(pairs.filter(([name]) => !name.startsWith('*.'))),
    wildcards: pairs.filter(([name]) => name.startsWith('*.')),
  };
}

function namesIn(region: string): Names {
  const catalogue = endpointServices(region).map((service) => [service.short, ...service.privateNames] as const);
  const more = moreNames.map(
    ([service, ...names]) => [service, ...names.map((name) => name.replace('R', region))] as const,
  );
  return namesOf([...catalogue, ...more]);
}

const known = new Map<string, Names>();
const namesWithoutRegion = namesOf(globalNames);

function knownNames(region: string): Names {
  const names = known.get(region) ?? namesIn(region);
  known.set(region, names);
  return names;
}

function find(names: Names, name: string): string | undefined {
  return names.exact.get(name) ?? names.wildcards.find(([pattern]) => coversName(pattern, name))?.[1];
}

/** The last label that names a region: a bucket's own name comes before it. */
function regionIn(name: string): string | undefined {
  const labels = name.split('.').reverse();
  return labels.map((label) => label.replace(/^s3-/, '')).find((label) => regionOf(label) !== undefined);
}

/** The service that a public name belongs to; the name in lower case and without the closing dot. */
export function serviceOfName(name: string): ServiceReference | undefined {
  const region = regionIn(name);
  const regional = region === undefined ? undefined : find(knownNames(region), name);
  if (region !== undefined && regional !== undefined) return { region, service: regional };
  const service = find(namesWithoutRegion, name);
  return service === undefined ? undefined : { region: globalRegion, service };
}

/** The first public name of a service, for clients that name none. */
export function publicNameOf({ region, service }: ServiceReference): string {
  const row = endpointServices(region).find((one) => one.short === service && one.privateNames.length > 0);
  return row?.privateNames.find((name) => !name.startsWith('*.')) ?? `${service}.${region}.amazonaws.com`;
}
