import { expect, test } from 'vitest';
import { diagnosisText } from './doctor.ts';

const ip = { name: 'ip', present: true, needed: true };

test('a machine that has all', () => {
  expect(diagnosisText({ ready: true, access: 'root', checks: [ip], commands: [] })).toBe(
    '  ok       ip\nEnforcement can be active here (as root).\n',
  );
});

test('each lack with its reason, and the commands that mend them', () => {
  const nft = { name: 'nft', present: false, needed: true, reason: 'spawn nft\nENOENT', mend: { commands: [] } };
  const ping = { name: 'ping', present: false, needed: false };
  const commands = [['apt-get', 'install', '-y', 'nftables']];
  expect(diagnosisText({ ready: false, access: 'none', checks: [nft, ping], commands })).toBe(
    [
      '  MISSING  nft: spawn nft ENOENT',
      '  absent   ping',
      'Enforcement cannot be active here: APIs work, packets do not.',
      'What is missing comes by:',
      '  apt-get install -y nftables',
      '',
    ].join('\n'),
  );
});

test('what only limits enforcement is absent, and it is said what does not work without it', () => {
  const zones = { name: 'zones', present: false, needed: false, reason: 'no', limits: 'load balancers pass nothing' };
  expect(diagnosisText({ ready: true, access: 'root', checks: [zones], commands: [] })).toBe(
    '  absent   zones: no: without it load balancers pass nothing\nEnforcement can be active here (as root).\n',
  );
});
