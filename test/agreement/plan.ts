/**
 * A network as it is asked for, before any id is known: AWS calls whose inputs name what earlier calls gave, and flows between
 * what is then there. Calls can be left out at will; what names something that was never given is left out too. Only
 * values and one walk over them; carrying calls out is ground.ts's matter.
 */

/** `postern` takes zones of the owner's region down and up: `{zone, state}`. */
export type Service = 'ec2' | 'elb' | 'ram' | 'sts' | 'postern';

/** The management account, the one that offers services to it, one that only uses what others share, and the management account in another region. */
export type Owner = 'consumer' | 'provider' | 'guest' | 'remote';

export const regionOf: Readonly<Record<Owner, string>> = {
  consumer: 'us-east-1',
  provider: 'us-east-1',
  guest: 'us-east-1',
  remote: 'us-east-2',
};

export const zonesOf: Readonly<Record<Owner, readonly string[]>> = {
  consumer: ['use1-az1', 'use1-az2', 'use1-az4'],
  provider: ['use1-az1', 'use1-az2', 'use1-az4'],
  guest: ['use1-az1', 'use1-az2', 'use1-az4'],
  remote: ['use2-az1', 'use2-az2', 'use2-az3'],
};

export interface Call {
  readonly owner: Owner;
  readonly service: Service;
  readonly operation: string;
  /** Strings that begin with `$` stand for what an earlier call gave. */
  readonly input: Readonly<Record<string, unknown>>;
  /** By name, where in the answer the value is: `Vpc.VpcId`, `Items.0.Id`, `Items.Key=$name.Id`. */
  readonly gives?: Readonly<Record<string, string>>;
  /** Only once everything before is in force: a target has to run, for one. */
  readonly patient?: true;
}

export type Values = ReadonlyMap<string, string>;

export type Transport = 'tcp' | 'udp' | 'ping';

/** Where a packet comes from or goes to; addresses that AWS chooses are looked up when the packet is sent. */
export type Place =
  /** By its first private address unless another of its own is given. */
  | { readonly kind: 'instance'; readonly name: string; readonly address?: string }
  /** The public address of the first private address unless another is given. */
  | { readonly kind: 'public-address'; readonly name: string; readonly address?: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'nat-gateway'; readonly name: string; readonly facing: boolean }
  | { readonly kind: 'endpoint'; readonly name: string; readonly zone: number }
  | { readonly kind: 'load-balancer'; readonly name: string; readonly zone: number; readonly facing?: true };

export interface Flow {
  readonly source: Extract<Place, { readonly kind: 'instance' | 'address' }>;
  readonly destination: Place;
  readonly transport: Transport;
  /** 0 for ping. */
  readonly port: number;
}

/** Ports at which every instance answers with its name. */
export const tellingPorts: Readonly<Record<'tcp' | 'udp', readonly number[]>> = {
  tcp: [80, 808, 7, 8080],
  udp: [808, 7],
};

export const protocolNumbers: Readonly<Record<Transport, number>> = { ping: 1, tcp: 6, udp: 17 };

/** The input with every name replaced; undefined where one of them was never given. */
export function resolved(input: unknown, values: Values): unknown {
  if (typeof input === 'string') return input.startsWith('$') ? values.get(input.slice(1)) : input;
  if (Array.isArray(input)) {
    const items = input.map((item) => resolved(item, values));
    return items.includes(undefined) ? undefined : items;
  }
  if (typeof input !== 'object' || input === null) return input;
  const members = Object.entries(input).map(([key, value]) => [key, resolved(value, values)] as const);
  return members.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(members);
}

/** What an answer has at a place of `gives`. */
export function picked(answer: unknown, path: string, values: Values): string | undefined {
  let found: unknown = answer;
  for (const segment of path.split('.')) {
    const [key = '', wanted] = segment.split('=');
    if (wanted === undefined) found = (found as Record<string, unknown> | undefined)?.[key];
    else found = (found as Record<string, unknown>[] | undefined)?.find((one) => one[key] === resolved(wanted, values));
  }
  return typeof found === 'string' ? found : undefined;
}

export function placeText(place: Place): string {
  switch (place.kind) {
    case 'instance':
      return place.address === undefined ? place.name : `${place.name} (${place.address})`;
    case 'public-address':
      return `${place.name}'s public address${place.address === undefined ? '' : ` for ${place.address}`}`;
    case 'address':
      return place.address;
    case 'nat-gateway':
      return `${place.name}'s ${place.facing ? 'public' : 'private'} address`;
    case 'endpoint':
    case 'load-balancer':
      return `${place.name}'s ${'facing' in place ? 'public address' : 'interface'} ${place.zone}`;
  }
}

export function flowText({ source, destination, transport, port }: Flow): string {
  return `${transport} ${placeText(source)} → ${placeText(destination)}${transport === 'ping' ? '' : `:${port}`}`;
}
