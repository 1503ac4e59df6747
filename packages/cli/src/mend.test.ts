import { expect, test } from 'vitest';
import { familyOf, installation, type Machine, mendOf, mergeCommands } from './mend.ts';

const debian: Machine = { family: 'debian', forbiddingSettings: [] };
const install = ['apt-get', 'install', '-y', '--no-install-recommends'];

test.each([
  ['ID=debian\nVERSION_ID="12"', 'debian'],
  ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian', 'debian'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"', 'debian'],
  ['ID=fedora', 'fedora'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"', 'fedora'],
  ['ID=alpine', 'alpine'],
  ['ID=arch', 'unknown'],
  ['', 'unknown'],
])('%j is of the family %s', (release, family) => {
  expect(familyOf(release)).toBe(family);
});

test('tools of one package are installed once', () => {
  expect(installation('debian', ['nsenter', 'setpriv', 'nft'])).toEqual([...install, 'util-linux', 'nftables']);
  expect(installation('fedora', ['ip', 'ping'])).toEqual(['dnf', 'install', '-y', 'iproute', 'iputils']);
  expect(installation('alpine', ['nft'])).toEqual(['apk', 'add', 'nftables']);
});

test('nothing is installed where nothing is missing or names are unknown', () => {
  expect(installation('debian', [])).toBeUndefined();
  expect(installation('unknown', ['nft'])).toBeUndefined();
});

test.each([
  ['nft', 'spawn nft ENOENT', [[...install, 'nftables']]],
  ['veth', 'spawn ip ENOENT', [[...install, 'iproute2']]],
  ['address translation', 'spawn nft ENOENT', [[...install, 'nftables']]],
  ['connection tracking', 'unshare: failed to execute nft: No such file or directory', [[...install, 'nftables']]],
  ['namespaces', 'spawn unshare ENOENT', [[...install, 'util-linux']]],
  ['address translation', 'No such file or directory', [['modprobe', 'nft_chain_nat']]],
  ['veth', 'Not supported', [['modprobe', 'veth']]],
  ['connection zones and time-outs', 'Not supported', [['modprobe', 'nft_ct']]],
  ['tun devices', 'spawn ip ENOENT', [[...install, 'iproute2']]],
  ['tun devices', 'open: No such file or directory', [['modprobe', 'tun']]],
])('%s (%s) is mended by %j', (name, reason, commands) => {
  expect(mendOf({ name, present: false, reason }, debian).commands).toEqual(commands);
});

test('what forbids user namespaces is changed; where nothing does, root is the way', () => {
  const check = { name: 'user namespaces', present: false, reason: 'Operation not permitted' };
  const forbidden = { ...debian, forbiddingSettings: ['kernel.unprivileged_userns_clone=1'] };
  expect(mendOf(check, forbidden).commands).toEqual([['sysctl', '-w', 'kernel.unprivileged_userns_clone=1']]);
  expect(mendOf(check, debian)).toEqual({ commands: [], advice: 'run it as root' });
});

test.each(['linux', 'namespaces', 'policy routing'])('no command mends %s, but advice is given', (name) => {
  const mend = mendOf({ name, present: false, reason: 'no' }, debian);
  expect(mend.commands).toEqual([]);
  expect(mend.advice).toBeTruthy();
});

test('a device that only root may open is named', () => {
  const check = { name: 'tun devices', present: false, reason: 'open: Permission denied' };
  expect(mendOf(check, debian)).toEqual({ commands: [], advice: expect.stringContaining('/dev/net/tun') });
});

test('installations become one, other commands stay, each once', () => {
  const mends = [
    { commands: [[...install, 'nftables']] },
    { commands: [['modprobe', 'veth']] },
    { commands: [[...install, 'iproute2']] },
    { commands: [[...install, 'nftables']] },
    { commands: [['modprobe', 'veth']] },
  ];
  expect(mergeCommands(mends, 'debian')).toEqual([
    [...install, 'nftables', 'iproute2'],
    ['modprobe', 'veth'],
  ]);
});
