import { expect, test } from 'vitest';
import { readQuestion } from './trace.ts';

const read = (text: string) => readQuestion(new URLSearchParams(text));

test('the parameters are the question', () => {
  expect(read('source=a%20b&destination=10.0.0.5&protocol=1')).toEqual({
    source: 'a b',
    destination: '10.0.0.5',
    protocol: 1,
  });
  expect(read('source=a&destination=b&protocol=6&port=443&sourceAddress=10.0.0.9')).toEqual({
    source: 'a',
    destination: 'b',
    protocol: 6,
    port: 443,
    sourceAddress: '10.0.0.9',
  });
  const request = 'action=s3%3AGetObject&resource=arn%3Aaws%3As3%3A%3A%3Ab&principal=111122223333';
  expect(read(`source=a&destination=b&protocol=6&port=443&${request}`)).toMatchObject({
    request: { action: 's3:GetObject', resource: 'arn:aws:s3:::b', principal: '111122223333' },
  });
});

test.each([
  ['destination=b&protocol=6', 'The parameter source is missing.'],
  ['source=a&destination=&protocol=6', 'The parameter destination is missing.'],
  ['source=a&destination=b', 'The parameter protocol is missing.'],
  ['source=a&destination=b&protocol=tcp', 'The parameter protocol must be a number.'],
  ['source=a&destination=b&protocol=6&port=-1', 'The parameter port must be a number.'],
  ['source=a&destination=b&protocol=6&resource=x', 'The parameter action is missing.'],
  ['source=a&destination=b&protocol=6&ports=1', 'There is no parameter ports.'],
])('%s: %s', (text, message) => {
  expect(() => read(text)).toThrow(message);
});
