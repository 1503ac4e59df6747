/**
 * The two ways into a network namespace. Root keeps named namespaces where `ip netns` does. An unprivileged user keeps them
 * inside a holder's user and mount namespaces, and reaches them through the holder. Only arguments and paths; runs nothing.
 */

export interface Entry {
  readonly kind: 'root' | 'unprivileged';
  /** Where `ip netns` keeps its names, as this process sees it. */
  readonly directory: string;
  /** What to put before an argument list so that it runs where the namespaces are, or inside one. */
  enter(namespace?: string): readonly string[];
  /** The same for joining the process, mount and host-name namespaces of a running process. */
  join(namespace: string, pid: number): readonly string[];
}

export const rootEntry: Entry = {
  kind: 'root',
  directory: '/run/netns',
  enter: (namespace) => (namespace === undefined ? [] : ['nsenter', `--net=/run/netns/${namespace}`]),
  join: (namespace, pid) => ['nsenter', '-t', `${pid}`, '-m', '-p', '-u', `--net=/run/netns/${namespace}`],
};

export function holderEntry(holder: number): Entry {
  const directory = `/proc/${holder}/root/run/netns`;
  const user = ['-U', '--preserve-credentials'];
  return {
    kind: 'unprivileged',
    directory,
    enter: (namespace) => [
      'nsenter',
      '-t',
      `${holder}`,
      ...user,
      '-m',
      namespace === undefined ? '-n' : `--net=${directory}/${namespace}`,
    ],
    join: (namespace, pid) => ['nsenter', '-t', `${pid}`, ...user, '-m', '-p', '-u', `--net=${directory}/${namespace}`],
  };
}
