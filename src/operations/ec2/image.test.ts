import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { imageOperations as images } from './image.ts';

test.each([
  [{ Owners: ['amazon'], Filters: [{ Name: 'name', Values: ['al2023-ami-2023.*-x86_64'] }] }, 1],
  [{ Owners: ['099720109477'], Filters: [{ Name: 'architecture', Values: ['arm64'] }] }, 1],
  [{ Filters: [{ Name: 'virtualization-type', Values: ['hvm'] }] }, 6],
  [{ Owners: ['self'] }, 0],
])('%j finds %i', async (request, count) => {
  const { Images } = await harness().call(images, 'DescribeImages', request);
  expect(Images).toHaveLength(count);
});

test('any id is an image', async () => {
  const h = harness();
  const { Images } = await h.call(images, 'DescribeImages', { ImageIds: ['ami-mine'] });
  expect(Images).toMatchObject([{ ImageId: 'ami-mine', State: 'available', RootDeviceName: '/dev/xvda' }]);
  expect(await h.refused(images, 'DescribeImages', { ImageIds: ['mine'] })).toBe(
    'InvalidAMIID.Malformed: Invalid id: "mine" (expecting "ami-...")',
  );
});
