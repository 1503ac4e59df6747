import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { volumeOperations } from './volume.ts';

test('there are no volumes', async () => {
  const h = harness();
  expect(await h.call(volumeOperations, 'DescribeVolumes', {})).toEqual({ Volumes: [] });
  expect(await h.refused(volumeOperations, 'DescribeVolumes', { VolumeIds: ['vol-0123abcd'] })).toBe(
    "InvalidVolume.NotFound: The volume 'vol-0123abcd' does not exist.",
  );
  expect(await h.refused(volumeOperations, 'DescribeVolumes', { VolumeIds: ['vol-1'] })).toBe(
    "InvalidParameterValue: Value (vol-1) for parameter volumes is invalid. Expected: 'vol-...'.",
  );
});
