import { expect, test } from 'vitest';
import type { End, NetworkDiff } from '../../../src/verify/reach-answer.ts';
import { diffText } from './diff.ts';
import { barText, pairText } from './pairs.ts';
import { checkText, proofText } from './prove.ts';
import { reachText } from './reach.ts';
import { revisionsText } from './revisions.ts';

const size = { interfaces: 2, classes: 1, atoms: 7 };
const web: End = {
  kind: 'interfaces',
  vpc: 'vpc-1',
  subnet: 'subnet-1',
  groups: ['sg-1'],
  interfaces: ['eni-1'],
  count: 1,
};
const internet: End = { kind: 'internet', blocks: ['0.0.0.0/0'] };
const https = [{ protocol: 6, ports: { from: 443, to: 443 } }];

test('who reaches it, class by class', () => {
  const answer = { subject: 'web', direction: 'to', reaches: [{ end: internet, traffic: https }], size } as const;
  expect(reachText(answer)).toBe(
    `who reaches web
  internet 0.0.0.0/0
    tcp 443
(2 interfaces in 1 class, 7 pieces of traffic)
`,
  );
  expect(reachText({ ...answer, direction: 'from', reaches: [] })).toContain('whom web reaches\n  nobody\n');
});

test('a proof, and a packet that refutes it with the command that sends it', () => {
  const claim = { from: ['web'], to: ['internet'] };
  const certificate = { claim, revision: 3, boxes: [] };
  expect(
    proofText('no path from web to internet', { claim, holds: true, size, certificate, counterExamples: [] }),
  ).toBe(
    'holds: no path from web to internet\n(2 interfaces in 1 class, 7 pieces of traffic, 0 boxes of packets, none passes)\n',
  );
  const example = {
    question: { source: 'eni-1', destination: '1.2.3.4', protocol: 6, port: 443 },
    command: 'postern exec i-1 -- true',
    traffic: https,
  };
  expect(proofText('no path', { claim, holds: false, size, counterExamples: [example] })).toBe(
    `does not hold: no path
  tcp 443 eni-1 → 1.2.3.4 passes (of tcp 443)
    postern exec i-1 -- true
(2 interfaces in 1 class, 7 pieces of traffic)
`,
  );
});

test('a certificate that holds, and one with many flaws', () => {
  expect(checkText({ valid: true, packets: 1, flaws: [] })).toBe(
    'the certificate holds: 1 packet tried, none passes\n',
  );
  const flaws = Array.from({ length: 12 }, (_, index) => `flaw ${index}`);
  const text = checkText({ valid: false, packets: 12, flaws });
  expect(text).toContain('does not hold\n  flaw 0\n');
  expect(text).toMatch(/ {2}flaw 9\n {2}and 2 more\n$/);
});

const difference: NetworkDiff = {
  before: 4,
  after: 6,
  changes: [{ kind: 'security-group-rule', id: 'sgr-1', change: 'added' }],
  differences: [
    {
      from: internet,
      to: web,
      gained: https,
      lost: [{ protocol: 1 }],
      causes: [{ stage: 'security-group-ingress', component: 'eni-1', rule: 'sgr-1', text: 'It allows tcp 443.' }],
    },
  ],
  size,
};

test('what was gained and lost, and by which rule', () => {
  expect(diffText(difference, false)).toBe(
    `revision 4 → revision 6: 1 resource changed
  added   security-group-rule sgr-1
internet 0.0.0.0/0 → eni-1 in subnet-1 with sg-1
  gained  tcp 443
  lost    icmp
    security-group-ingress  sgr-1  It allows tcp 443.
(2 interfaces in 1 class, 7 pieces of traffic)
`,
  );
  expect(diffText({ ...difference, changes: [], differences: [] }, true)).toContain(
    'revision 4 → what if: 0 resources changed\nno packet fares otherwise\n',
  );
});

test('the bar and the lines of all pairs', () => {
  expect(barText(1, 3, 1)).toBe(`[${'#'.repeat(10)}${'.'.repeat(20)}] 33 % 1 pair`);
  expect(barText(0, 0, 0)).toContain('0 % 0 pairs');
  expect(pairText({ from: internet, to: web, traffic: https })).toBe(
    'internet 0.0.0.0/0 → eni-1 in subnet-1 with sg-1: tcp 443\n',
  );
});

test('revisions tell who did what when', () => {
  const change = (id: string) => ({ kind: 'subnet', id, change: 'added' }) as const;
  const author = { principal: 'arn:aws:iam::111122223333:root', operation: 'ec2:CreateSubnet' };
  const revisions = [
    { revision: 9, time: '2026-01-01T00:00:00.000Z', author, changes: ['a', 'b', 'c', 'd', 'e'].map(change), count: 6 },
    { revision: 8, time: '2026-01-01T00:00:00.000Z', changes: [], count: 0 },
  ];
  expect(revisionsText({ newest: 9, oldest: 2, revisions })).toBe(
    `9  2026-01-01T00:00:00.000Z  ec2:CreateSubnet by arn:aws:iam::111122223333:root
    added subnet a, added subnet b, added subnet c, added subnet d, and 2 more
8  2026-01-01T00:00:00.000Z  the server itself
    nothing that can be seen
revisions 2 to 9 can be compared
`,
  );
});
