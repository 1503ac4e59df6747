/**
 * What to do about each thing that a machine lacks: packages by distribution, kernel settings, or advice where no command
 * helps. Pure: it is told what is missing and answers argument lists.
 */

import type { Check } from '../../../src/host/probe.ts';

export type Family = 'debian' | 'fedora' | 'alpine' | 'unknown';

export interface Mend {
  /** Argument lists, in order; none where nothing but advice helps. */
  readonly commands: readonly (readonly string[])[];
  readonly advice?: string;
}

/** What the checks are called by, and the package that brings each. */
export type Tool = 'ip' | 'nft' | 'nsenter' | 'setpriv' | 'unshare' | 'ping' | 'ca-certificates' | 'dig' | 'tc';

const packages: Readonly<Record<Exclude<Family, 'unknown'>, Readonly<Record<Tool, string>>>> = {
  debian: {
    nft: 'nftables',
    ip: 'iproute2',
    nsenter: 'util-linux',
    setpriv: 'util-linux',
    unshare: 'util-linux',
    'ca-certificates': 'ca-certificates',
    ping: 'iputils-ping',
    dig: 'bind9-dnsutils',
    tc: 'iproute2',
  },
  fedora: {
    nft: 'nftables',
    ip: 'iproute',
    nsenter: 'util-linux',
    setpriv: 'util-linux',
    unshare: 'util-linux',
    'ca-certificates': 'ca-certificates',
    ping: 'iputils',
    dig: 'bind-utils',
    tc: 'iproute-tc',
  },
  alpine: {
    nft: 'nftables',
    ip: 'iproute2',
    nsenter: 'util-linux',
    setpriv: 'util-linux',
    unshare: 'util-linux',
    'ca-certificates': 'ca-certificates',
    ping: 'iputils',
    dig: 'bind-tools',
    tc: 'iproute2',
  },
};

const installers: Readonly<Record<Exclude<Family, 'unknown'>, readonly string[]>> = {
  debian: ['apt-get', 'install', '-y', '--no-install-recommends'],
  fedora: ['dnf', 'install', '-y'],
  alpine: ['apk', 'add'],
};

/** The kernel module behind each thing that is no program. */
const modules: Readonly<Record<string, string>> = {
  veth: 'veth',
  'nftables sets and maps': 'nf_tables',
  'connection tracking': 'nf_conntrack',
  'address translation': 'nft_chain_nat',
  'connection zones and time-outs': 'nft_ct',
  'tun devices': 'tun',
};

/** From the text of /etc/os-release: https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export function familyOf(release: string): Family {
  const value = (name: string): string =>
    new RegExp(`^${name}=(.*)$`, 'm').exec(release)?.[1]?.replaceAll('"', '') ?? '';
  const words = `${value('ID')} ${value('ID_LIKE')}`.split(/\s+/);
  if (words.some((word) => word === 'debian' || word === 'ubuntu')) return 'debian';
  if (words.some((word) => word === 'fedora' || word === 'rhel')) return 'fedora';
  return words.includes('alpine') ? 'alpine' : 'unknown';
}

export function isTool(name: string): name is Tool {
  return Object.hasOwn(packages.debian, name);
}

/** One installation of everything that is missing; undefined where the packages' names are not known. */
export function installation(family: Family, tools: readonly Tool[]): readonly string[] | undefined {
  if (family === 'unknown' || tools.length === 0) return undefined;
  return [...installers[family], ...new Set(tools.map((tool) => packages[family][tool]))];
}

export interface Machine {
  readonly family: Family;
  /** Kernel settings that forbid user namespaces here, as `kernel.x=value` that would allow them. */
  readonly forbiddingSettings: readonly string[];
}

/** How to mend one lack. */
export function mendOf(check: Check, machine: Machine): Mend {
  const { name, reason = '' } = check;
  if (name === 'linux') return { commands: [], advice: 'packets need Linux: use a virtual machine or a container' };
  if (isTool(name) || noProgram.test(reason)) return mendTool(isTool(name) ? name : missingProgram(name), machine);
  if (name === 'user namespaces' && machine.forbiddingSettings.length > 0) {
    return { commands: machine.forbiddingSettings.map((setting) => ['sysctl', '-w', setting]) };
  }
  if (name === 'user namespaces') return { commands: [], advice: 'run it as root' };
  if (name === 'namespaces' || name === 'forwarding setting') {
    return { commands: [], advice: 'in a container, start that with --privileged (or SYS_ADMIN and NET_ADMIN)' };
  }
  if (name === 'tun devices' && reason.includes('Permission denied')) {
    return { commands: [], advice: 'run it as root, or let its user open /dev/net/tun' };
  }
  const module = Object.hasOwn(modules, name) ? modules[name] : undefined;
  return module ? { commands: [['modprobe', module]] } : { commands: [], advice: 'this kernel lacks it: use another' };
}

/** How Node says that a program isn't there, and how `unshare` does: https://man7.org/linux/man-pages/man1/unshare.1.html */
const noProgram = /ENOENT|failed to execute/;

/** Whose program it is that a check by another name needs; nft's where nothing is said. */
const programs: Readonly<Record<string, Tool>> = {
  namespaces: 'unshare',
  'user namespaces': 'unshare',
  veth: 'ip',
  'policy routing': 'ip',
  'tun devices': 'ip',
  'bandwidth limits': 'tc',
  'network emulation': 'tc',
};

function missingProgram(check: string): Tool {
  return Object.hasOwn(programs, check) ? programs[check]! : 'nft';
}

function mendTool(tool: Tool, machine: Machine): Mend {
  const command = installation(machine.family, [tool]);
  return command ? { commands: [command] } : { commands: [], advice: `install what brings ${tool}` };
}

/** Commands of all, each once, with the installations made into one. */
export function mergeCommands(mends: readonly Mend[], family: Family): readonly (readonly string[])[] {
  const prefix = family === 'unknown' ? [] : installers[family];
  const isInstall = (command: readonly string[]): boolean =>
    prefix.length > 0 && prefix.every((word, index) => command[index] === word);
  const all = mends.flatMap(({ commands }) => commands);
  const wanted = [...new Set(all.filter(isInstall).flatMap((command) => command.slice(prefix.length)))];
  const others = new Map(all.filter((command) => !isInstall(command)).map((command) => [command.join(' '), command]));
  return [...(wanted.length > 0 ? [[...prefix, ...wanted]] : []), ...others.values()];
}
