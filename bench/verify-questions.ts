/**
 * What the questions about many packets at once cost: compiling a Network, a verdict, who can reach, a proof that nothing
 * reaches the internet with the check of its certificate, the difference that one change makes, and all pairs. Measured by
 * verify-measures.ts.
 */

import { seededRandom } from '../src/base/random.ts';
import { every } from '../src/model/indexes.ts';
import { Network } from '../src/model/network.ts';
import type { Resource } from '../src/model/resource.ts';
import type { SecurityGroupRule } from '../src/model/security-group.ts';
import { nothingObserved } from '../src/model/target-health.ts';
import { allPairs } from '../src/verify/all-pairs.ts';
import { checkCertificate } from '../src/verify/check-certificate.ts';
import { type Compiled, compile } from '../src/verify/compiled/compiled.ts';
import { sizeOf } from '../src/verify/compiled/end-of.ts';
import { verdict } from '../src/verify/compiled/pair.ts';
import { findPassing } from '../src/verify/compiled/passing.ts';
import { compiledOf } from '../src/verify/compiled/remembered.ts';
import { everything } from '../src/verify/compiled/traffic-set.ts';
import { diff } from '../src/verify/diff.ts';
import { prove } from '../src/verify/prove.ts';
import type { Size } from '../src/verify/reach-answer.ts';
import { sideOf } from '../src/verify/side.ts';
import { whoCanReach } from '../src/verify/who-can-reach.ts';
import { median, percentile } from './process.ts';

const rounds = 5;
const verdicts = 200_000;
const subjects = 1000;
const changes = 60;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function milliseconds(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

const times = (count: number, work: () => unknown): readonly number[] =>
  Array.from({ length: count }, () => milliseconds(work));

/** With all classes found: nothing of the figures after it is left for later. */
function compileWhole(network: Network): { readonly compiled: Compiled; readonly size: Size } {
  const compiled = compile(network);
  return { compiled, size: sizeOf(compiled, compiled.vpcs.values()) };
}

export function measureCompile(network: Network): { readonly size: Size; readonly medianMilliseconds: number } {
  const { size } = compileWhole(network);
  return { size, medianMilliseconds: rounded(median(times(rounds, () => compileWhole(network)))) };
}

/** Between two interfaces of one VPC, drawn anew each time. */
export function measureVerdict(network: Network): object {
  const { compiled } = compileWhole(network);
  const random = seededRandom(1);
  const vpcs = [...compiled.vpcs.values()].filter(({ interfaces }) => interfaces.length > 1);
  const asked = Array.from({ length: verdicts }, () => {
    const { interfaces } = vpcs[random.below(vpcs.length)]!;
    const pick = () => interfaces[random.below(interfaces.length)]!;
    return { from: pick(), to: pick(), port: [22, 80, 443, 5432, 8080][random.below(5)]! };
  });
  let reachable = 0;
  const all = times(rounds, () => {
    reachable = 0;
    for (const { from, to, port } of asked) if (verdict(compiled, from, to, 6, port)) reachable += 1;
  });
  return { microseconds: rounded((median(all) * 1000) / verdicts), verdicts, reachable };
}

export function measureWhoCanReach(network: Network): object {
  const random = seededRandom(2);
  const ids = [...network.all('network-interface')].map(({ id }) => id);
  whoCanReach(network, { subject: ids[0]!, direction: 'to' });
  const asked = Array.from({ length: subjects }, () => ids[random.below(ids.length)]!);
  const result: Record<string, object> = {};
  for (const direction of ['to', 'from'] as const) {
    const all = asked.map((subject) => milliseconds(() => whoCanReach(network, { subject, direction })));
    result[direction] = { medianMilliseconds: rounded(median(all)), p99Milliseconds: rounded(percentile(all, 0.99)) };
  }
  return result;
}

/**
 * Every interface against the whole internet, twice: as the network is, where all that passes is enumerated, and with its
 * internet gateways detached, where nothing does and the answer comes with a certificate.
 */
export function measureProof(network: Network): object {
  const words = { from: ['anything'], to: ['internet'] };
  const sides = { from: sideOf(network, words.from), to: sideOf(network, words.to) };
  const from = { ...sides.from, internet: [] };
  let passing = 0;
  const egress = Array.from({ length: rounds }, () => {
    const { compiled } = compileWhole(network);
    return milliseconds(() => {
      passing = [...findPassing(compiled, from, sides.to, everything)].length;
    });
  });
  const claim = { from: accountsOf(network), to: ['internet'] };
  const shut = withoutGateways(network);
  compiledOf(shut, nothingObserved);
  let [boxes, valid, packets] = [0, false, 0];
  const proofs = times(rounds, () => {
    boxes = prove(shut, claim).certificate?.boxes.length ?? 0;
  });
  const { certificate } = prove(shut, claim);
  const checks = certificate
    ? times(rounds, () => {
        ({ valid, packets } = checkCertificate(shut, certificate));
      })
    : [0];
  return {
    egressMilliseconds: rounded(median(egress)),
    classesThatPass: passing,
    proofMilliseconds: rounded(median(proofs)),
    boxes,
    checkMilliseconds: rounded(median(checks)),
    valid,
    packets,
  };
}

function accountsOf(network: Network): readonly string[] {
  return network.find('account', every).length > 0
    ? network.find('account', every).map(({ id }) => id)
    : network.find('vpc', every).map(({ id }) => id);
}

function withoutGateways(network: Network): Network {
  const detached = (one: Resource): Resource => {
    if (one.kind !== 'internet-gateway') return one;
    const { vpc: _, ...rest } = one;
    return rest;
  };
  return Network.of([...network.resources()].map(detached), network.revision + 1);
}

/** One rule comes or goes, of a group that some interface has. */
export function measureDiff(network: Network): object {
  const random = seededRandom(3);
  const rules = [...network.all('security-group-rule')].filter(
    ({ group, peer }) => peer.kind === 'cidr' && network.count('network-interface', `group:${group}`) > 0,
  );
  compiledOf(network, nothingObserved);
  let differences = 0;
  const all = Array.from({ length: changes }, (_, number) => {
    const rule = rules[random.below(rules.length)]!;
    const after =
      number % 2 === 0 ? network.without('security-group-rule', rule.id) : network.with(opened(rule, number));
    return milliseconds(() => {
      differences += diff(network, after.atRevision(network.revision + 1)).differences.length;
    });
  });
  return {
    medianMilliseconds: rounded(median(all)),
    p99Milliseconds: rounded(percentile(all, 0.99)),
    differencesOfOne: Math.round(differences / changes),
  };
}

function opened(rule: SecurityGroupRule, number: number): SecurityGroupRule {
  const port = 20_000 + number;
  return {
    ...rule,
    id: `${rule.id}0`,
    egress: false,
    protocol: 'tcp',
    from: port,
    to: port,
    peer: { kind: 'cidr', cidr: '0.0.0.0/0' },
  };
}

/** @param longest milliseconds after which it is stopped, as a user may */
export function measureAllPairs(network: Network, longest: number): object {
  compiledOf(network, nothingObserved);
  const begun = performance.now();
  let [pairs, looked, all] = [0, 0, 0];
  for (const { done, total, pairs: found } of allPairs(network)) {
    [looked, all] = [done, total];
    pairs += found.length;
    if (performance.now() - begun > longest) break;
  }
  return { milliseconds: Math.round(performance.now() - begun), looked, of: all, passing: pairs };
}
