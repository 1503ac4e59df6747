import { describe, expect, test } from 'vitest';
import { instanceLaunchOperations } from './instance-launch.ts';
import { sampleNetwork } from './sample-network.ts';

describe('RunInstances', () => {
  test('two hundred at once, quickly, each with addresses of its own', async () => {
    const { h, publicSubnet } = await sampleNetwork();
    const begin = performance.now();
    const { Instances } = await h.call(instanceLaunchOperations, 'RunInstances', {
      ImageId: 'ami-12345678',
      MinCount: 200,
      MaxCount: 200,
      SubnetId: publicSubnet,
    });
    const milliseconds = performance.now() - begin;
    expect(new Set(Instances!.map((one) => one.PrivateIpAddress)).size).toBe(200);
    expect(new Set(Instances!.map((one) => one.PublicIpAddress)).size).toBe(200);
    // Ten times what it takes on an idle machine.
    expect(milliseconds).toBeLessThan(3000);
  });
});
