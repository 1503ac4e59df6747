import { expect, test } from 'vitest';
import './reflect-metadata.ts';

interface Metadata {
  getMetadata(key: string, target: object): unknown;
  getOwnMetadata(key: string, target: object): unknown;
  defineMetadata(key: string, value: unknown, target: object): void;
}
const reflect = Reflect as unknown as Metadata;

test("a class has its own metadata and its parents'", () => {
  class Parent {}
  class Child extends Parent {}
  reflect.defineMetadata('key', 1, Parent);
  expect(reflect.getMetadata('key', Child)).toBe(1);
  expect(reflect.getOwnMetadata('key', Child)).toBeUndefined();
  reflect.defineMetadata('key', 2, Child);
  expect([reflect.getMetadata('key', Child), reflect.getMetadata('key', Parent)]).toEqual([2, 1]);
  expect(reflect.getMetadata('other', Child)).toBeUndefined();
});
