import { expect, test } from 'vitest';
import { refusalOf, sizeOrder } from './link-size.ts';

test('an order names the device and both sizes, each part at a multiple of four bytes', () => {
  const order = sizeOrder('eth0', 0x0002d2a8);
  expect(order.toString('hex')).toBe(
    [
      '3c000000', // all of it
      '13000500', // RTM_SETLINK, a request that is answered
      '0000000000000000',
      '00000000000000000000000000000000',
      '09000300', // the name, with its zero, and what fills it up
      '6574683000000000',
      '08003f00a8d20200',
      '08004000a8d20200',
    ].join(''),
  );
});

test('an answer tells what the kernel refused, or nothing', () => {
  const answer = (error: number): Buffer => {
    const bytes = Buffer.alloc(36);
    bytes.writeInt32LE(error, 16);
    return bytes;
  };
  expect(refusalOf(answer(0))).toBe(0);
  expect(refusalOf(answer(-19))).toBe(19);
});
