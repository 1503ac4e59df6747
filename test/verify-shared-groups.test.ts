/** Security groups across VPCs and accounts, by the trace and by the compiled engine, which must say the same. */

import { describe, expect, test } from 'vitest';
import { parseAddress } from '../src/base/address.ts';
import { sampleSharedVpc } from '../src/operations/ec2/sample-shared-vpc.ts';
import { trafficBetween } from '../src/verify/compiled/between.ts';
import { compile, interfaceOf, recompile } from '../src/verify/compiled/compiled.ts';
import { ask, codes, ec2, ground, group, type Machine, machine, rule, subnet } from './verify-ground.ts';

type Compiled = ReturnType<typeof compile>;

/** What both engines say of TCP port 443 between two machines; the compiled one brought up to date from `before`. */
function verdicts(before: Compiled, h: Parameters<typeof ask>[0], from: Machine, to: Machine): readonly boolean[] {
  const compiled = recompile(before, h.network);
  const header = { source: parseAddress(from.address)!, destination: parseAddress(to.address)! };
  const traffic = trafficBetween(compiled, interfaceOf(compiled, from.eni)!, header);
  return [ask(h, from.id, to.id).reachable, compiled.table.contains(traffic, 6, 443)];
}

describe('a group that is associated with a second VPC', () => {
  test('lets in there who wears the named group there, as soon as the rule is made, and who does so at home, at home', async () => {
    const g = await ground();
    const vpc2 = (await g.h.call(ec2, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
    const away = { h: g.h, vpc: vpc2 };
    const there = await subnet(away, '10.0.1.0/24');
    const [servers, clients] = [await group(g), await group(g, 'all to 0.0.0.0/0')];
    for (const GroupId of [servers, clients])
      await g.h.call(ec2, 'AssociateSecurityGroupVpc', { GroupId, VpcId: vpc2 });
    const [client, server] = [await machine(g, g.left, [clients]), await machine(g, g.left, [servers])];
    const [client2, server2] = [await machine(away, there, [clients]), await machine(away, there, [servers])];
    const quiet2 = await machine(away, there, [await group(away, 'all to 0.0.0.0/0')]);
    const before = compile(g.h.network);
    expect(verdicts(before, g.h, client2, server2)).toEqual([false, false]);
    await rule(g.h, servers, `tcp 443 from ${clients}`);
    expect(verdicts(before, g.h, client2, server2)).toEqual([true, true]);
    expect(verdicts(before, g.h, client, server)).toEqual([true, true]);
    expect(verdicts(before, g.h, quiet2, server2)).toEqual([false, false]);
  });

  test('judges there by a prefix list of which an entry came', async () => {
    const g = await ground();
    const vpc2 = (await g.h.call(ec2, 'CreateVpc', { CidrBlock: '10.8.0.0/16' })).Vpc!.VpcId!;
    const away = { h: g.h, vpc: vpc2 };
    const there = await subnet(away, '10.8.1.0/24');
    const made = { PrefixListName: 'l', AddressFamily: 'IPv4', MaxEntries: 2 };
    const PrefixListId = (await g.h.call(ec2, 'CreateManagedPrefixList', made)).PrefixList!.PrefixListId!;
    const servers = await group(g, `tcp 443 from ${PrefixListId}`);
    await g.h.call(ec2, 'AssociateSecurityGroupVpc', { GroupId: servers, VpcId: vpc2 });
    const server = await machine(away, there, [servers]);
    const client = await machine(away, there, [await group(away, 'all to 0.0.0.0/0')]);
    const before = compile(g.h.network);
    const AddEntries = [{ Cidr: '10.8.0.0/16' }];
    await g.h.call(ec2, 'ModifyManagedPrefixList', { PrefixListId, CurrentVersion: 1, AddEntries });
    expect(verdicts(before, g.h, client, server)).toEqual([true, true]);
  });
});

describe('in a shared VPC', () => {
  test("a rule that names another account's group lets its members in, and a shared group judges whom it is on", async () => {
    const { as, vpc, shared, share } = await sampleSharedVpc();
    await share([shared], 'participant', 'another');
    const [mine, theirs] = [
      { h: as.participant, vpc },
      { h: as.another, vpc },
    ];
    const clients = await group(theirs, 'all to 0.0.0.0/0');
    const servers = await group(mine);
    const baseline = await group({ h: as.owner, vpc });
    await share([baseline], 'participant');
    const server = await machine(mine, shared, [servers, baseline]);
    const client = await machine(theirs, shared, [clients]);
    const before = compile(as.owner.network);
    expect(verdicts(before, as.owner, client, server)).toEqual([false, false]);
    expect(codes(ask(as.owner, client.id, server.id))).toEqual(['ENI_SG_RULES_MISMATCH']);
    const named = await rule(as.participant, servers, `tcp 443 from ${clients}`);
    expect(verdicts(before, as.owner, client, server)).toEqual([true, true]);
    await as.participant.call(ec2, 'RevokeSecurityGroupIngress', { GroupId: servers, SecurityGroupRuleIds: [named] });
    expect(verdicts(before, as.owner, client, server)).toEqual([false, false]);
    await rule(as.owner, baseline, `tcp 443 from ${clients}`);
    expect(verdicts(before, as.owner, client, server)).toEqual([true, true]);
  });
});
