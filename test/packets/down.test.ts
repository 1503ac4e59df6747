/** `postern down` in the middle of building: whatever was under way, no namespace and no process is left. */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, describe, expect, test } from 'vitest';
import { groundOf, teller } from './ground.ts';
import { because, missing, newState, type Postern, pause, startPostern } from './postern.ts';
import { namespacesOf, processesNaming } from './traces.ts';

const lacksRoot = missing ?? (process.getuid?.() === 0 ? undefined : 'only root sees every namespace by name');

describe.skipIf(lacksRoot)(`down while 20 instances are built${because(lacksRoot)}`, () => {
  let postern: Postern | undefined;
  afterAll(() => postern?.down());

  test.each([0, 300, 700])('%i ms after the answer', async (wait) => {
    postern = await startPostern(newState());
    const ground = groundOf(postern);
    const vpc = await ground.vpc('10.0.0.0/16');
    const request = {
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro' as const,
      MinCount: 20,
      MaxCount: 20,
      SubnetId: await ground.subnet(vpc, '10.0.1.0/24'),
      UserData: Buffer.from(teller).toString('base64'),
    };
    await ground.client.send(new ec2.RunInstancesCommand(request));
    await pause(wait);
    const { code, stderr } = await postern.down();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await pause(500);
    expect(namespacesOf(postern.prefix)).toEqual([]);
    expect(processesNaming(postern.state)).toEqual([]);
    expect(processesNaming(postern.prefix)).toEqual([]);
  });
});
