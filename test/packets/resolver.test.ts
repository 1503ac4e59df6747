/** The resolver of a VPC as `dig` inside its instances sees it, for every setting of the two DNS attributes. */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groundOf, type Machine, rule } from './ground.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';

const settings = [
  { support: true, hostnames: true, block: '10.1' },
  { support: true, hostnames: false, block: '10.2' },
  { support: false, hostnames: false, block: '10.3' },
] as const;

type Setting = (typeof settings)[number];

const lacksDig =
  missing ??
  (await import('node:child_process').then(({ spawnSync }) =>
    spawnSync('dig', ['-v']).status === 0 ? undefined : 'no dig command',
  ));

describe.skipIf(lacksDig)(`the resolver${because(lacksDig)}`, () => {
  let postern: Postern;
  const machines = new Map<Setting, Machine>();
  let publicAddress: string;

  /** Answers, or the code where there are none; each question is the words that dig is given. */
  async function ask(setting: Setting, ...questions: string[]): Promise<readonly string[]> {
    const words = questions.map((text) => ['run', 'dig', '+time=1', '+tries=1', ...text.split(' ')]);
    const said = await postern.tryWords(machines.get(setting)?.id ?? '', ...words);
    return said.map((text) => {
      const answers = [...text.matchAll(/^[^;\s]\S*\s+\d+\s+IN\s+(?:A|PTR)\s+(\S+)$/gm)].map(([, data]) => data);
      if (answers.length > 0) return answers.sort().join(' ');
      return /status: (\w+)/.exec(text)?.[1] ?? 'no answer';
    });
  }

  beforeAll(async () => {
    postern = await startPostern();
    const ground = groundOf(postern);
    for (const setting of settings) {
      const VpcId = await ground.vpc(`${setting.block}.0.0/16`);
      const modify = (change: object) => ground.client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, ...change }));
      if (setting.hostnames) await modify({ EnableDnsHostnames: { Value: true } });
      if (!setting.support) await modify({ EnableDnsSupport: { Value: false } });
      const subnet = await ground.subnet(VpcId, `${setting.block}.5.0/24`);
      await ground.internetGateway(VpcId);
      const groups = [await ground.group(VpcId, rule('icmp', '10.0.0.0/8'))];
      machines.set(
        setting,
        await ground.machine(subnet, { groups, address: `${setting.block}.5.10`, publicAddress: setting.hostnames }),
      );
    }
    const all = [...machines.values()];
    await ground.ready(...all);
    publicAddress = (await ground.publicAddressOf(all[0]?.id ?? '')) ?? '';
  });
  afterAll(() => postern?.down());

  const [both, supported, off] = settings;
  const bases = ({ block }: Setting) => [`@${block}.0.2`, '@169.254.169.253'];

  test('with both attributes on it knows private names, their reverse, public names and services, at both addresses', async () => {
    const publicName = `ec2-${publicAddress.replaceAll('.', '-')}.compute-1.amazonaws.com`;
    for (const server of bases(both)) {
      expect(
        await ask(
          both,
          `${server} ip-10-1-5-10.ec2.internal`,
          `${server} -x 10.1.5.10`,
          `${server} ${publicName}`,
          `${server} www.internet.example`,
          `${server} +tcp ip-10-1-5-10.ec2.internal`,
          `${server} nobody.internet.example`,
          `${server} ip-10-2-5-10.ec2.internal`,
          `${server} ip-10-1-5-10.ec2.internal AAAA`,
        ),
      ).toEqual([
        '10.1.5.10',
        'ip-10-1-5-10.ec2.internal.',
        '10.1.5.10',
        '203.0.113.80',
        '10.1.5.10',
        'NXDOMAIN',
        'NXDOMAIN',
        'NOERROR',
      ]);
    }
    const [service] = await ask(both, 's3.us-east-1.amazonaws.com');
    expect(service).toMatch(/^3\.5\./);
  });

  test('the instance’s own settings lead to it, and its search domain is the region’s', async () => {
    const { id = '' } = machines.get(both) ?? {};
    const [hosts, file] = await postern.tryWords(
      id,
      ['run', 'getent', 'hosts', 'www.internet.example'],
      ['run', 'cat', '/etc/resolv.conf'],
    );
    expect(hosts).toMatch(/^203\.0\.113\.80 /);
    expect(file).toBe('search ec2.internal\nnameserver 10.1.0.2');
  });

  test('without enableDnsHostnames it knows public names, and no private ones', async () => {
    for (const server of bases(supported)) {
      expect(
        await ask(
          supported,
          `${server} www.internet.example`,
          `${server} ip-10-2-5-10.ec2.internal`,
          `${server} -x 10.2.5.10`,
        ),
      ).toEqual(['203.0.113.80', 'NXDOMAIN', 'NXDOMAIN']);
    }
  });

  test('without enableDnsSupport nothing answers', async () => {
    for (const server of bases(off)) {
      expect(await ask(off, `${server} www.internet.example`, `${server} ip-10-3-5-10.ec2.internal`)).toEqual([
        'no answer',
        'no answer',
      ]);
    }
  });

  test('another VPC sees the public address behind a public name', async () => {
    const publicName = `ec2-${publicAddress.replaceAll('.', '-')}.compute-1.amazonaws.com`;
    expect(await ask(supported, publicName)).toEqual([publicAddress]);
  });

  test('only the resolver’s port is there: no ping, no other port', async () => {
    const { id = '' } = machines.get(both) ?? {};
    expect(await postern.try(id, 'ping 10.1.0.2', 'tcp 10.1.0.2 80', 'ping 10.1.5.1')).toEqual([
      'no answer',
      'no answer',
      'no answer',
    ]);
  });
});
