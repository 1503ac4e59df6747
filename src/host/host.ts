/**
 * What the rest of the house may ask of a Linux machine: run a program, configure a network namespace, open a socket inside
 * one, run an instance's process. The only room that does these things; two real ways to do them (root, or an unprivileged
 * user behind a holder process) and a fake that prints itself. Arguments are always argument lists, never shell text.
 */

import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Socket } from 'node:dgram';
import type { Server } from 'node:net';
import type { Capabilities } from './probe.ts';
import type { Tunneller } from './tunneller.ts';
import type { Worker } from './worker.ts';

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

export interface SocketSpec {
  readonly kind: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

/** A listening TCP server or a bound UDP socket that belongs to this process but lives in another namespace. */
export type OpenedSocket =
  | { readonly kind: 'tcp'; readonly server: Server }
  | { readonly kind: 'udp'; readonly socket: Socket };

/** Devices of one namespace. */
export interface LinksOf {
  readonly namespace: string;
  readonly devices: readonly string[];
}

export interface Bind {
  readonly source: string;
  readonly target: string;
}

/** How an instance's processes see the machine: its own files in place of the machine's, and what they must not see. */
export interface InstanceView {
  readonly namespace: string;
  readonly hostname: string;
  readonly binds: readonly Bind[];
  /** Directories that are covered by an empty one. */
  readonly hidden: readonly string[];
}

export interface ExecOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly stdio?: StdioOptions;
}

export interface Host {
  readonly kind: 'root' | 'unprivileged' | 'printed';
  probe(): Promise<Capabilities>;
  /** Runs a program where the namespaces are, or inside one of them. */
  run(argv: readonly string[], options?: { readonly stdin?: string; readonly namespace?: string }): Promise<Output>;
  /** One `ip -batch`; without a namespace, `netns add` and `netns delete` lines. */
  ipBatch(namespace: string | undefined, lines: readonly string[]): Promise<void>;
  /** Lets the devices take TCP's data in pieces of more than 64 KB; kernels before 6.3 stay as they are. */
  allowBigTcp(links: readonly LinksOf[]): Promise<void>;
  /** One nftables transaction. */
  nft(namespace: string, text: string): Promise<void>;
  /** Kernel settings as `net/ipv4/ip_forward 1`; a leading `-` forgives a kernel that lacks or refuses the key. */
  sysctl(namespace: string, settings: readonly string[]): Promise<void>;
  /** By prefix, sorted. */
  listNamespaces(prefix: string): Promise<readonly string[]>;
  /** Ends what runs inside, then removes the namespaces. */
  removeNamespaces(names: readonly string[]): Promise<void>;
  /** In the order asked for; all or none. */
  openSockets(namespace: string, specs: readonly SocketSpec[]): Promise<readonly OpenedSocket[]>;
  /** A long-lived process inside that checks targets and carries connections; ended by its `end`, and with this process. */
  startWorker(namespace: string): Promise<Worker>;
  /** A long-lived process inside that is a gateway load balancer's node; ended likewise. */
  startTunneller(namespace: string): Promise<Tunneller>;
  /** Brings up an instance's process namespace where there is none, then runs the program in it. */
  execInstance(view: InstanceView, argv: readonly string[], options?: ExecOptions): Promise<ChildProcess>;
  /** Whether an instance's process namespace is up. */
  instanceRuns(namespace: string): boolean;
  /** Ends every process inside; answers how many there were. */
  killInstance(namespace: string): Promise<number>;
  /** Ends the holder of an unprivileged user's namespaces, and so all of them; root's stay until removed. */
  close(): Promise<void>;
}
