/** Operators: one policy value held against one value of the request. */
import { describe, expect, test } from 'vitest';
import { operators } from './comparison.ts';

const context = new Map([['aws:username', ['Alice']]]);
const userName = '$'.concat('{aws:username}');
const userId = '$'.concat('{aws:userid}');

describe('compare', () => {
  test.each([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'a*', 'a*', true],
    ['StringEquals', userName, 'Alice', true],
    ['StringEquals', userId, 'Alice', undefined],
    ['StringEqualsIgnoreCase', 'aLICE', 'Alice', true],
    ['StringEqualsIgnoreCase', userName, 'aLICE', true],
    ['StringLike', 'home/*', 'home/x', true],
    ['StringLike', 'home/?', 'home/xy', false],
    ['StringLike', 'HOME/*', 'home/x', false],
    ['NumericEquals', '10', '10.0', true],
    ['NumericEquals', '10', 'ten', false],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '-1', '0', true],
    ['NumericGreaterThanEquals', '2.5', '2.4', false],
    ['DateEquals', '2020-01-01', '2020-01-01T00:00:00Z', true],
    ['DateLessThan', '2020-01-01', '1577836799', true],
    ['DateGreaterThan', '2020-01-01T00:00:00Z', '2020-01-01T00:00:01Z', true],
    ['DateLessThanEquals', '1577836800', '2020-01-01', true],
    ['Bool', 'true', 'True', true],
    ['Bool', 'FALSE', 'false', true],
    ['Bool', 'true', 'false', false],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['BinaryEquals', 'QmluYXJ5', 'qmluyxj5', false],
    ['IpAddress', '203.0.113.0/24', '203.0.113.9', true],
    ['IpAddress', '203.0.113.0/24', 'nonsense', false],
    ['ArnEquals', 'arn:aws:iam::*:role/App', 'arn:aws:iam::111122223333:role/App', true],
    ['ArnLike', `arn:aws:iam::*:user/${userName}`, 'arn:aws:iam::111122223333:user/Alice', true],
    ['ArnLike', `arn:aws:iam::*:user/${userId}`, 'arn:aws:iam::111122223333:user/Alice', undefined],
  ])('%s %s with %s: %s', (name, wanted, actual, expected) => {
    expect(operators.get(name)?.compile(wanted, true)?.(actual, context)).toBe(expected);
  });
});

test.each([
  ['NumericEquals', 'ten'],
  ['DateLessThan', 'tomorrow'],
  ['Bool', 'yes'],
  ['BinaryEquals', '#'],
  ['IpAddress', '10.0.0.0/99'],
  ['Null', 'maybe'],
])('%s refuses %s', (name, value) => expect(operators.get(name)?.compile(value, true)).toBeUndefined());

test('the negated ones are exactly those with Not in their name', () => {
  for (const [name, operator] of operators) expect([name, operator.negated]).toEqual([name, name.includes('Not')]);
  expect(operators.size).toBe(27);
});
