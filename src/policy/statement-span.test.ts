import { expect, test } from 'vitest';
import { statementSpans } from './statement-span.ts';

const at = (line: number, column: number) => ({ line, column });

test.each([
  [
    'on one line',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"},{"Effect":"Deny"}]}',
    [
      { start: at(1, 38), end: at(1, 56) },
      { start: at(1, 57), end: at(1, 74) },
    ],
  ],
  [
    'on several lines',
    '{\n  "Statement": [\n    {\n      "Sid": "a"\n    }\n  ]\n}',
    [{ start: at(3, 5), end: at(5, 6) }],
  ],
  ['alone, without a list', '{"Statement":{"Condition":{"Bool":{"a":"b"}}}}', [{ start: at(1, 14), end: at(1, 46) }]],
  [
    'with braces, quotes and the word itself in its strings',
    '{"Id":"Statement","Statement":[{"Sid":"{\\"}]","Resource":["Statement"]}]}',
    [{ start: at(1, 32), end: at(1, 72) }],
  ],
  ['named twice, of which the last counts', '{"Statement":{},"Statement":{}}', [{ start: at(1, 29), end: at(1, 31) }]],
])('statements are found %s', (_, text, spans) => {
  expect(() => JSON.parse(text)).not.toThrow();
  expect(statementSpans(text)).toEqual(spans);
});
