/**
 * Security groups as people make them: a few applications of three tiers that let each other in by group, and what all
 * share; the rest of a VPC's rules are partners' blocks on a service's port. Interfaces have few distinct sets of groups.
 * The setting that is hard on a verifier is in scattered-groups.ts.
 */

import { cidrOf, formatCidr } from '../../src/base/cidr.ts';
import type { RulePeer } from '../../src/model/security-group.ts';
import { between, chance, id, type Maker, owned, pick, put, type Tier } from './maker.ts';
import type { Site } from './vpc.ts';

/** What a machine is for, and so where it stands and which groups it gets. */
export interface Role {
  readonly name: string;
  readonly tier: Tier;
  /** How many of all machines have it, in proportion. */
  readonly weight: number;
  /** A set for one more machine. */
  groups(): readonly string[];
}

export interface Groups {
  readonly roles: readonly [Role, ...Role[]];
  readonly endpoint: readonly string[];
  readonly loadBalancer: readonly string[];
}

/** Rules of a VPC, those of its default group included. */
export const rulesPerVpc = 200;

interface WantedRule {
  readonly egress: boolean;
  /** `tcp`, `udp`, `icmp`, or `-1`. */
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly peer: RulePeer;
}

export function makeGroup(maker: Maker, site: Site, name: string): string {
  const own = id(maker, 'sg');
  const description = `${name} of ${site.name}`;
  put(maker, { kind: 'security-group', id: own, ...owned(site, name), vpc: site.vpc.id, name, description });
  return own;
}

export function addRule(maker: Maker, site: Site, group: string, rule: WantedRule): void {
  put(maker, { kind: 'security-group-rule', id: id(maker, 'sgr'), ...owned(site), vpc: site.vpc.id, group, ...rule });
}

export const block = (cidr: string): RulePeer => ({ kind: 'cidr', cidr });
export const anywhere = block('0.0.0.0/0');
export const member = ({ account }: Site, group: string): RulePeer => ({ kind: 'group', group, account });
export const list = ({ estate }: Site): RulePeer => ({ kind: 'prefix-list', prefixList: estate.prefixList });
export const allOut: WantedRule = { egress: true, protocol: '-1', peer: anywhere };

const tcp = (port: number, peer: RulePeer, egress = false): WantedRule => ({
  ...{ egress, protocol: 'tcp', from: port, to: port, peer },
});

/** Every VPC has one: its members reach each other. */
export function makeDefaultGroup(maker: Maker, site: Site): string {
  const own = makeGroup(maker, site, 'default');
  addRule(maker, site, own, { egress: false, protocol: '-1', peer: member(site, own) });
  addRule(maker, site, own, allOut);
  return own;
}

interface Shared {
  readonly inside: RulePeer;
  readonly admin: string;
  readonly monitored: string;
  readonly loadBalancer: string;
}

interface Open {
  readonly group: string;
  readonly port: number;
}

export function makeGroups(maker: Maker, site: Site): Groups {
  makeDefaultGroup(maker, site);
  const begun = maker.resources.length;
  const inside = block(site.vpc.cidrs[0]!.cidr);
  const [admin, monitored, endpoint, loadBalancer] = ['admin', 'monitored', 'endpoint', 'load-balancer'].map((name) =>
    makeGroup(maker, site, name),
  ) as [string, string, string, string];
  const shared = { inside, admin, monitored, loadBalancer };
  const common: readonly (readonly [string, readonly WantedRule[]])[] = [
    [admin, [tcp(22, list(site)), { egress: false, protocol: 'icmp', from: 8, to: 0, peer: inside }, allOut]],
    [monitored, [tcp(9100, inside), { egress: true, protocol: 'udp', from: 53, to: 53, peer: inside }]],
    [endpoint, [tcp(443, inside), allOut]],
    [loadBalancer, [tcp(443, anywhere), tcp(8443, inside), tcp(8080, inside, true)]],
  ];
  for (const [group, rules] of common) for (const rule of rules) addRule(maker, site, group, rule);
  const made = Array.from({ length: between(maker, 1, 3) }, (_, number) =>
    makeApplication(maker, site, number, shared),
  );
  const open = made.flatMap((one) => one.open) as [Open, ...Open[]];
  const rules = maker.resources.slice(begun).filter(({ kind }) => kind === 'security-group-rule').length;
  for (let count = rules + 2; count < rulesPerVpc; count += 1) addPartner(maker, site, pick(maker, open));
  const bastion: Role = { name: 'admin', tier: 'public', weight: 1, groups: () => [admin] };
  return { roles: [bastion, ...made.flatMap((one) => one.roles)], endpoint: [endpoint], loadBalancer: [loadBalancer] };
}

function makeApplication(maker: Maker, site: Site, number: number, { inside, admin, monitored, loadBalancer }: Shared) {
  const name = `application${number}`;
  const [web, app, database] = ['web', 'app', 'database'].map((tier) => makeGroup(maker, site, `${name}-${tier}`)) as [
    string,
    string,
    string,
  ];
  const port = pick(maker, [5432, 3306, 6379]);
  const narrow = chance(maker, 30);
  const rules: readonly (readonly [string, readonly WantedRule[]])[] = [
    [web, [tcp(443, anywhere), tcp(80, list(site)), tcp(22, member(site, admin)), allOut]],
    [app, [tcp(8080, member(site, web)), tcp(22, member(site, admin))]],
    // The first, which a load balancer's targets are of, lets it in; some of the others have forgotten to.
    [app, number === 0 || chance(maker, 75) ? [tcp(8080, member(site, loadBalancer)), tcp(8080, inside)] : []],
    [app, narrow ? [tcp(port, member(site, database), true), tcp(443, anywhere, true)] : [allOut]],
    [database, [tcp(port, member(site, app)), tcp(22, member(site, admin)), tcp(443, inside, true)]],
  ];
  for (const [group, wanted] of rules) for (const rule of wanted) addRule(maker, site, group, rule);
  const plain = [app];
  const watched = [app, monitored];
  const role = (part: string, tier: Tier, weight: number, groups: () => readonly string[]): Role => ({
    ...{ name: `${name}-${part}`, tier, weight, groups },
  });
  const webGroups = [web];
  const databaseGroups = [database, monitored];
  return {
    roles: [
      role('web', 'public', 6, () => webGroups),
      role('app', 'private', 9, () => (chance(maker, 50) ? plain : watched)),
      role('database', 'isolated', 4, () => databaseGroups),
    ],
    open: [
      { group: web, port: 8443 },
      { group: app, port: 8080 },
      { group: database, port },
    ],
  };
}

function addPartner(maker: Maker, site: Site, { group, port }: Open): void {
  const base = pick(maker, [10 * 2 ** 24, 172 * 2 ** 24 + 16 * 2 ** 16, 198 * 2 ** 24 + 51 * 2 ** 16]);
  const room = base === 10 * 2 ** 24 ? 2 ** 24 : 2 ** 16;
  const length = pick(maker, [24, 24, 26, 28, 32]);
  const peer = block(formatCidr(cidrOf(base + maker.random.below(room), length)));
  addRule(maker, site, group, tcp(port, peer));
}
