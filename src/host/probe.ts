/**
 * What this machine has and lacks for real packets, found by trying each thing in a throw-away namespace rather than by
 * reading kernel configuration. Each lack names the thing, so that whoever prints it can say how to mend it.
 */

import { readFileSync } from 'node:fs';
import { CommandFailure, runCommand } from './command.ts';

export interface Check {
  readonly name: string;
  readonly present: boolean;
  /** What was said where it is absent. */
  readonly reason?: string;
  /** What is not enforced without it; everything else is. Where nothing is said, it is needed. */
  readonly limits?: string;
}

export interface Capabilities {
  /** How namespaces can be made here, if at all. */
  readonly access: 'root' | 'unprivileged' | 'none';
  readonly checks: readonly Check[];
  /** Enforcement can be active: every check is present, but for those that only limit it. */
  readonly ready: boolean;
}

const chain = (kind: string, hook: string, rule: string) =>
  `add table ip t\nadd chain ip t c { type ${kind} hook ${hook} priority 0; }\nadd rule ip t c ${rule}\n`;
const connectionTracking = chain('filter', 'forward', 'ct state established accept');
const translation = chain('nat', 'postrouting', 'snat to 192.0.2.1');
/** What keeps a load balancer's connections apart and forgets them in time (src/backends/netns/load-balancer-nft.ts). */
const zonesAndTimeouts = [
  'table ip t {',
  '  ct timeout idle { protocol tcp; l3proto ip; policy = { established : 350 } ; }',
  '  map zones { typeof iifname : ct zone; }',
  '  chain c { type filter hook prerouting priority -300; ct original zone set iifname map @zones; }',
  '  chain d { type filter hook forward priority 0; ct timeout set "idle"; }',
  '}',
].join('\n');
/** What counts flows for flow logs (src/backends/netns/flow-log-nft.ts). */
const flowCounters = [
  'table ip t {',
  '  set s { typeof meta mark . iifname . @nh,96,64 . @th,0,32; size 9; flags dynamic; }',
  '  chain c { update @s { meta mark . iifname . @nh,96,64 . @th,0,32 counter }; }',
  '}',
].join('\n');
const concatenations = 'table ip t { set s { type ifname . ipv4_addr; }; map m { type ifname : verdict; }; }';

interface Attempt extends Pick<Check, 'name' | 'limits'> {
  readonly argv: readonly string[];
  readonly stdin?: string;
}

const attempts: readonly Attempt[] = [
  { name: 'ip', argv: ['ip', 'link', 'show', 'lo'] },
  { name: 'nft', argv: ['nft', 'list', 'ruleset'] },
  { name: 'nsenter', argv: ['nsenter', '--version'] },
  { name: 'setpriv', argv: ['setpriv', '--version'] },
  { name: 'veth', argv: ['ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1'] },
  { name: 'nftables sets and maps', argv: ['nft', '-f', '-'], stdin: concatenations },
  { name: 'connection tracking', argv: ['nft', '-f', '-'], stdin: connectionTracking },
  { name: 'address translation', argv: ['nft', '-f', '-'], stdin: translation },
  {
    name: 'connection zones and time-outs',
    argv: ['nft', '-f', '-'],
    stdin: zonesAndTimeouts,
    limits: 'load balancers pass nothing',
  },
  {
    name: 'flow counters',
    argv: ['nft', '-f', '-'],
    stdin: flowCounters,
    limits: 'flow logs have no records',
  },
  {
    name: 'links on one trunk',
    argv: ['sh', '-c', 'ip link add v0 type veth peer name v1 && ip link add link v0 name m0 type macvlan'],
    limits: 'nothing passes between regions by private ways',
  },
  {
    name: 'ways by flow',
    argv: [
      'sh',
      '-c',
      'cd /proc/sys/net/ipv4 && echo 3 > fib_multipath_hash_policy && echo 55 > fib_multipath_hash_fields',
    ],
    limits: 'transit gateways pass nothing',
  },
  {
    name: 'bandwidth limits',
    argv: ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'tbf', 'rate', '1mbit', 'burst', '131072', 'latency', '100ms'],
    limits: 'regions have no limit of bandwidth between them',
  },
  {
    name: 'network emulation',
    argv: ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'],
    limits: 'regions have no latency between them',
  },
  {
    name: 'tun devices',
    argv: ['ip', 'tuntap', 'add', 'dev', 't0', 'mode', 'tun'],
    limits: 'gateway load balancers pass nothing',
  },
  { name: 'policy routing', argv: ['ip', 'rule', 'add', 'fwmark', '1', 'lookup', '1'] },
  {
    name: 'forwarding setting',
    argv: ['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'],
  },
];

/** The kernel passes over the words of it that it does not know, so there is nothing to try. */
function bigTcp(release: string): Check {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  const present = major > 6 || (major === 6 && minor >= 3);
  const limits = 'TCP data goes in pieces of up to 64 KB';
  return { name: 'BIG TCP', limits, present, ...(!present && { reason: `Linux ${release} is older than 6.3` }) };
}

async function check({ argv, stdin, ...named }: Attempt): Promise<Check> {
  try {
    await runCommand(argv, stdin);
    return { ...named, present: true };
  } catch (error) {
    const reason = error instanceof CommandFailure ? error.stderr.trim() || error.message : String(error);
    return { ...named, present: false, reason };
  }
}

export async function probeMachine(): Promise<Capabilities> {
  if (process.platform !== 'linux') {
    return { access: 'none', ready: false, checks: [{ name: 'linux', present: false, reason: process.platform }] };
  }
  const root = process.getuid?.() === 0;
  const unshare = ['unshare', root ? '-nm' : '-Urnm'];
  const namespaces = await check({ name: root ? 'namespaces' : 'user namespaces', argv: [...unshare, 'true'] });
  if (!namespaces.present) return { access: 'none', ready: false, checks: [namespaces] };
  const tried = await Promise.all(attempts.map((one) => check({ ...one, argv: [...unshare, ...one.argv] })));
  const checks = [namespaces, ...tried, bigTcp(readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim())];
  const ready = checks.every(({ present, limits }) => present || limits !== undefined);
  return { access: root ? 'root' : 'unprivileged', checks, ready };
}
