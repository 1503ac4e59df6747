import { expect, test } from 'vitest';
import { Fault } from './fault.ts';

test('a Fault is a 400 without details unless it says otherwise', () => {
  const fault = new Fault('InvalidVpcID.NotFound', "The vpc ID 'vpc-1' does not exist");
  expect({ ...fault, message: fault.message }).toMatchObject({
    code: 'InvalidVpcID.NotFound',
    status: 400,
    details: {},
  });
  expect(new Fault('NoSuchBucket', 'gone', 404, { BucketName: 'b' })).toMatchObject({
    status: 404,
    details: { BucketName: 'b' },
  });
});
