import { expect, test } from 'vitest';
import { formParameter, formText, parseForm } from './form.ts';
import { headOf } from './head.ts';
import { inputFaults } from './input-fault.ts';
import { depthLimit } from './limits.ts';

const faults = inputFaults('ec2Query');
const steps = (amount: number) => Array.from({ length: amount }, () => 'a').join('.');

test('names become a tree; the envelope stays outside', () => {
  const root = parseForm('Action=A&Version=1&X-Amz-Date=2&F.1.Name=n&F.1.Value.1=v&D=1&D=2', faults);
  expect([...root.children!.keys()]).toEqual(['F', 'D']);
  expect(root.children!.get('D')!.value).toBe('2');
  const filter = root.children!.get('F')!.children!.get('1')!.children!;
  expect([filter.get('Name')!.value, filter.get('Value')!.children!.get('1')!.value]).toEqual(['n', 'v']);
});

test('depth at its limit and past it', () => {
  expect(parseForm(`${steps(depthLimit)}=1`, faults).children!.size).toBe(1);
  expect(() => parseForm(`${steps(depthLimit + 1)}=1`, faults)).toThrow(
    expect.objectContaining({ code: 'MalformedQueryString' }),
  );
});

test('where the parameters are', () => {
  const rawHeaders = ['Content-Type', 'Application/X-WWW-Form-Urlencoded'];
  const head = headOf({ url: '/?a=query', rawHeaders });
  expect(formText(head, Buffer.from('a=body'))).toBe('a=body');
  expect(formText(head, Buffer.from(''))).toBe('a=query');
  expect(formText(headOf({ url: '/?a=query', rawHeaders: [] }), Buffer.from('a=body'))).toBe('a=query');
});

test('a parameter of the envelope', () => {
  expect(formParameter('MyAction=b&Action=c%20d', 'Action')).toBe('c d');
  expect(formParameter('MyAction=b', 'Action')).toBeUndefined();
});
