import { describe, expect, test } from 'vitest';
import { parseXml, type XmlElement, type XmlLimits } from './xml.ts';

/** An element in short: `a(b[text] c)`. */
function shown({ name, attributes, children, text }: XmlElement): string {
  const given = [...attributes].map(([key, value]) => `@${key}=${value}`).join('');
  const inner = children.length === 0 ? '' : `(${children.map(shown).join(' ')})`;
  return `${name}${given}${text === '' ? '' : `[${text}]`}${inner}`;
}

const usual: XmlLimits = { elements: 1000, depth: 32 };

function parsed(text: string, limits: XmlLimits = usual): string | undefined {
  const root = parseXml(text, limits);
  return root && shown(root);
}

describe('documents', () => {
  test.each([
    ['<a/>', 'a'],
    ['<?xml version="1.0" encoding="UTF-8"?>\n<a></a>\n', 'a'],
    ['\ufeff<?xml version="1.0"?><a/>', 'a'],
    ['<a><b>x</b><b/><c >y</c ></a>', 'a(b[x] b c[y])'],
    ['<x:a xmlns:x="urn:x"><x:b>1</x:b></x:a>', 'a@x=urn:x(b[1])'],
    [`<a b="1" c = '2"'/>`, 'a@b=1@c=2"'],
    ['<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;</a>', `a[<&>"'A😀]`],
    ['<a b="&amp;&#10;"/>', 'a@b=&\n'],
    ['<a><![CDATA[<b>&amp;]] ]]>x<!-- <c> -->y</a>', 'a[<b>&amp;]] xy]'],
    ['<!-- before --><a>\r\nx\ry</a><!-- after -->', 'a[\nx\ny]'],
    ['<a>é漢😀</a>', 'a[é漢😀]'],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });
});

describe('what is none', () => {
  test.each([
    '',
    'x',
    '<a>',
    '</a>',
    '<a></b>',
    '<x:a></y:a>',
    '<a/><b/>',
    'x<a/>',
    '<a/>x',
    '<a><b></a></b>',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    '<a b="<"/>',
    '<1/>',
    '< a/>',
    '<a',
    '<a>&</a>',
    '<a>&;</a>',
    '<a>&amp</a>',
    '<a>&bogus;</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>&#x110000;</a>',
    '<a>&#1;</a>',
    '<a>\u0001</a>',
    '<a>\uffff</a>',
    '<a><!-- </a>',
    '<a><![CDATA[</a>',
    '<?xml version="1.0"?><?php x?><a/>',
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  ])('%s', (text) => {
    expect(parsed(text)).toBeUndefined();
  });
});

test('references to any character, where they are asked for; the characters themselves never', () => {
  const limits = { ...usual, everyReference: true };
  expect(parsed('<a>&#1;</a>', limits)).toBe('a[\u0001]');
  for (const text of ['<a>\u0001</a>', '<a>&#0;</a>', '<a>&#xD800;</a>']) expect(parsed(text, limits)).toBeUndefined();
});

describe('limits', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  const wide = (amount: number) => `<a>${'<b/>'.repeat(amount - 1)}</a>`;

  test('depth', () => {
    expect(parsed(nested(usual.depth))).toBeDefined();
    expect(parsed(nested(usual.depth + 1))).toBeUndefined();
  });

  test('amount', () => {
    expect(parsed(wide(usual.elements))).toBeDefined();
    expect(parsed(wide(usual.elements + 1))).toBeUndefined();
  });

  test.each([
    ['spaces in a tag', `<a${' '.repeat(1_000_000)}`],
    ['attributes', `<a${' b="1"'.repeat(200_000)}/>`],
    ['comments that do not end', '<a><!-- '.repeat(100_000)],
    ['ampersands', `<a>${'&'.repeat(1_000_000)}</a>`],
  ])('a megabyte of %s is refused at once', (_, text) => {
    const began = performance.now();
    expect(parsed(text)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
