import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { programFor } from './main.ts';

const names = 'up down status reset env exec trace reach prove diff revisions import export fault doctor'.split(' ');

test('every command is listed with what it does', async () => {
  const help = (await programFor([])).helpInformation();
  for (const name of names) expect(help).toMatch(new RegExp(`^  ${name}\\b.* \\w+`, 'm'));
});

test.each(names)('%s has a file of its own, its options and help', async (name) => {
  expect(readdirSync(import.meta.dirname)).toContain(`${name}.ts`);
  const program = await programFor([name]);
  const command = program.commands.find((one) => one.name() === name);
  expect(command?.options.length).toBeGreaterThan(0);
  expect(command?.helpInformation()).toContain(`Usage: postern ${name}`);
});

test.each(names.filter((name) => name !== 'exec'))('%s prints JSON if told to', async (name) => {
  const command = (await programFor(['help', name])).commands.find((one) => one.name() === name);
  expect(command?.options.map(({ long }) => long)).toContain('--json');
});
