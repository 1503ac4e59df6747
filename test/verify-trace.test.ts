import { expect, test } from 'vitest';
import { acl, ask, codes, ec2, ground, group, machine, rule, stagesOf, subnet, takeDown } from './verify-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;

test('in a subnet only groups decide, and each hop names the rule', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, 'tcp 443 to 10.0.1.0/24')]);
  const servers = await group(g);
  const server = await machine(g, g.left, [servers]);
  const id = await rule(g.h, servers, 'tcp 440-450 from 10.0.0.0/16');
  const found = ask(g.h, client.id, server.id);
  expect(found).toMatchObject({ reachable: true, disposition: 'accepted', blockers: [] });
  expect(stagesOf(found.forward)).toEqual([
    'source-check',
    'security-group-egress',
    'route',
    'security-group-ingress',
    'deliver',
  ]);
  expect(found.forward[3]).toMatchObject({ component: server.eni, rule: id });
  expect(found.return.map(({ stage }) => stage)).not.toContain('network-acl-egress');
});

test('every blocker is told at once, with what would mend it', async () => {
  const g = await ground();
  const [mute, deaf] = [await group(g), await group(g)];
  const client = await machine(g, g.left, [mute]);
  const server = await machine(g, g.right, [deaf]);
  const outer = await acl(
    g,
    g.left,
    '100 allow in -1 0.0.0.0/0',
    '90 deny out 6 10.0.2.0/24 443-443',
    '100 allow out -1 0.0.0.0/0',
  );
  const found = ask(g.h, client.id, server.id);
  expect(found).toMatchObject({ reachable: false, disposition: 'denied-out' });
  expect(found.blockers).toEqual([
    {
      code: 'ENI_SG_RULES_MISMATCH',
      component: client.eni,
      mend: `Add an egress rule to ${mute} of ${client.eni} that allows tcp port 443 to ${server.address}/32.`,
    },
    {
      code: 'SUBNET_ACL_RESTRICTION',
      component: outer,
      rule: `${outer} egress rule 90`,
      mend: `Add an egress rule to ${outer} with a number below 90 that allows tcp port 443 to ${server.address}/32.`,
    },
    {
      code: 'ENI_SG_RULES_MISMATCH',
      component: server.eni,
      mend: `Add an ingress rule to ${deaf} of ${server.eni} that allows tcp port 443 from ${client.address}/32.`,
    },
  ]);
});

test('an ACL that lets only part of the answer ports pass blocks, and says which pass', async () => {
  const g = await ground();
  const open = await group(g, ...all);
  const client = await machine(g, g.left, [open]);
  const server = await machine(g, g.right, [open]);
  const narrow = await acl(
    g,
    g.left,
    '100 allow out -1 0.0.0.0/0',
    '110 deny in 6 0.0.0.0/0 40000-40009',
    '120 allow in 6 0.0.0.0/0 1024-65535',
  );
  const found = ask(g.h, client.id, server.id);
  expect(found.return.find(({ verdict }) => verdict === 'drop')).toMatchObject({
    stage: 'network-acl-ingress',
    component: narrow,
    rule: `${narrow} ingress rule 110`,
    detail: 'only ports 32768-39999, 40010-60999 of 32768-60999 pass',
  });
  expect(codes(found)).toEqual(['SUBNET_ACL_RESTRICTION']);
});

const groupNames = [
  ['a member of the group that a rule names', true, true],
  ['somebody else', false, false],
] as const;

test.each(groupNames)('%s is reached and reaches: %s', async (_, isMember, reachable) => {
  const g = await ground();
  const friends = await group(g, 'all to 0.0.0.0/0');
  const client = await machine(g, g.left, [isMember ? friends : await group(g, 'all to 0.0.0.0/0')]);
  const server = await machine(g, g.right, [await group(g, `tcp 443 from ${friends}`)]);
  expect(ask(g.h, client.id, server.id).reachable).toBe(reachable);
});

test('a ping needs an ICMP rule and nothing for its answer', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, 'icmp 8 to 10.0.0.0/16')]);
  const tcpOnly = await group(g, 'tcp 0-65535 from 0.0.0.0/0');
  const server = await machine(g, g.right, [tcpOnly]);
  expect(codes(ask(g.h, client.id, server.id, { protocol: 1 }))).toEqual(['ENI_SG_RULES_MISMATCH']);
  await rule(g.h, tcpOnly, 'icmp from 10.0.1.0/24');
  expect(ask(g.h, client.id, server.id, { protocol: 1 }).reachable).toBe(true);
});

test('who sends from an address that is not its own is stopped while its check is on', async () => {
  const g = await ground();
  const open = await group(g, ...all);
  const client = await machine(g, g.left, [open]);
  const server = await machine(g, g.right, [open]);
  const forged = { sourceAddress: '10.0.1.77' };
  expect(codes(ask(g.h, client.id, server.id, forged))).toEqual([
    'ENI_SOURCE_DEST_CHECK_RESTRICTION',
    'UNKNOWN_DESTINATION',
  ]);
  await g.h.call(ec2, 'AssignPrivateIpAddresses', {
    NetworkInterfaceId: client.eni,
    PrivateIpAddresses: ['10.0.1.77'],
  });
  expect(ask(g.h, client.id, server.id, forged).reachable).toBe(true);
});

test('stopped ends, unattached ones and addresses that nobody has', async () => {
  const g = await ground();
  const open = await group(g, ...all);
  const client = await machine(g, g.left, [open]);
  const server = await machine(g, g.right, [open]);
  const spare = (await g.h.call(ec2, 'CreateNetworkInterface', { SubnetId: g.right, Groups: [open] }))
    .NetworkInterface!;
  expect(codes(ask(g.h, client.id, spare.NetworkInterfaceId!))).toEqual(['UNASSOCIATED_COMPONENT']);
  expect(codes(ask(g.h, client.id, '10.0.2.200'))).toEqual(['UNKNOWN_DESTINATION']);
  await g.h.call(ec2, 'StopInstances', { InstanceIds: [server.id] });
  const found = ask(g.h, client.id, server.id);
  expect(found.blockers).toEqual([{ code: 'BAD_STATE', component: server.id, mend: `Start ${server.id}.` }]);
  expect(codes(ask(g.h, server.id, client.id))).toEqual(['BAD_STATE']);
});

const routerWays = [
  ['169.254.169.253', { protocol: 17, port: 53 }, []],
  ['10.0.0.2', { port: 53 }, []],
  ['169.254.169.254', { port: 80 }, []],
  ['169.254.169.254', { port: 443 }, ['TARGET_PORT_RESTRICTION']],
  ['169.254.169.253', { protocol: 1 }, ['TARGET_PORT_RESTRICTION']],
  ['169.254.1.1', { port: 80 }, ['NO_POSSIBLE_DESTINATION']],
] as const;

test.each(routerWays)('%s with %j, whatever groups and ACLs say: %j', async (address, more, expected) => {
  const g = await ground();
  await acl(g, g.left);
  const client = await machine(g, g.left, [await group(g)]);
  expect(codes(ask(g.h, client.id, address, more))).toEqual(expected);
});

test('a zone that is down stops what leaves it and what enters it, neighbours too', async () => {
  const g = await ground();
  const open = await group(g, ...all);
  const far = await subnet(g, '10.0.5.0/24', 'use1-az2');
  const [client, near, other] = [
    await machine(g, g.left, [open]),
    await machine(g, g.left, [open]),
    await machine(g, far, [open]),
  ];
  await takeDown(g.h, 'use1-az2');
  expect(ask(g.h, client.id, near.id).reachable).toBe(true);
  for (const [from, to] of [
    [client, other],
    [other, client],
  ] as const) {
    const found = ask(g.h, from.id, to.id);
    expect(found.blockers).toEqual([
      {
        code: 'POSTERN_ZONE_DOWN',
        component: 'use1-az2',
        mend: 'Bring use1-az2 up again: postern fault az us-east-1 use1-az2 up.',
      },
    ]);
  }
});

test('names and addresses stand for ids, and what is ambiguous or wrong is refused', async () => {
  const g = await ground();
  const open = await group(g, ...all);
  const tagged = (Value: string) => ({
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Name', Value }] }],
  });
  const client = await machine(g, g.left, [open], tagged('client'));
  const twins = [await machine(g, g.right, [open], tagged('twin')), await machine(g, g.right, [open], tagged('twin'))];
  expect(ask(g.h, 'client', twins[0]!.address).reachable).toBe(true);
  expect(ask(g.h, client.address, twins[0]!.eni).reachable).toBe(true);
  const ids = twins
    .map(({ id }) => id)
    .sort()
    .join(', ');
  expect(() => ask(g.h, 'client', 'twin')).toThrow(`Several are called twin: ${ids}. Give an id.`);
  expect(() => ask(g.h, 'nobody', 'client')).toThrow('There is no instance, interface, endpoint');
  expect(() => ask(g.h, 'client', 'client', { protocol: 300 })).toThrow('no IP protocol number');
  expect(() => ask(g.h, 'client', 'client', { port: 70000 })).toThrow('A port is 1 to 65535');
  expect(() => ask(g.h, 'client', 'client', { protocol: 1, port: 80 })).toThrow('only TCP and UDP have one');
});

test('the same address in two VPCs is told apart by the other end, and VPCs that nothing joins are', async () => {
  const g = await ground();
  const other = await ground(g.h);
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const server = await machine(g, g.right, [await group(g, ...all)]);
  const twin = await machine(other, other.left, [await group(other, ...all)], { PrivateIpAddress: client.address });
  expect(() => ask(g.h, client.address, '10.0.2.200')).toThrow('Several interfaces have');
  expect(ask(g.h, client.address, server.id).forward[0]!.component).toBe(client.eni);
  const found = ask(g.h, client.id, twin.id);
  expect(found).toMatchObject({ reachable: false, disposition: 'no-route' });
  expect(codes(found)).toEqual(['DISCONNECTED_VPCS']);
});

test("what an instance sends to itself never leaves it, and some addresses are nobody's", async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g)]);
  expect(ask(g.h, client.id, client.address)).toMatchObject({ reachable: true, disposition: 'accepted', return: [] });
  for (const address of ['127.0.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255']) {
    expect(() => ask(g.h, client.id, address)).toThrow(`${address} is no address`);
  }
});
