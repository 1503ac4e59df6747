import { describe, expect, test } from 'vitest';
import { childrenOf, maximumDepth, maximumNodes, readDocument, readXml, textOf } from './xml-reader.ts';
import { document, element, escapeXml, group, optional } from './xml-writer.ts';

describe('reading', () => {
  test('elements, text, entities, CDATA, comments, prefixes', () => {
    const source = `<?xml version="1.0"?><!-- note --><s3:Delete xmlns:s3="x"><Object a='1'><Key>a&amp;b&#x41;&#66;<![CDATA[<c>]]></Key></Object><Quiet/></s3:Delete>\n`;
    const root = readDocument(source, 'Delete');
    expect(childrenOf(root, 'Object').map((node) => textOf(node, 'Key'))).toEqual(['a&bAB<c>']);
    expect(textOf(root, 'Quiet')).toBe('');
    expect(textOf(root, 'None')).toBeUndefined();
  });

  test.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    '<a>&nbsp;</a>',
    '<a>&#xD800;</a>',
    '<a>& b</a>',
    '<a b=c/>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<a><!-- </a>',
    '<a',
  ])('%j is malformed', (source) => {
    expect(() => readXml(source)).toThrow('not well-formed');
  });

  test('depth and count are bounded', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(readXml(nested(maximumDepth)).name).toBe('a');
    expect(() => readXml(nested(maximumDepth + 1))).toThrow('not well-formed');
    const wide = (count: number) => `<a>${'<b/>'.repeat(count - 1)}</a>`;
    expect(readXml(wide(maximumNodes)).children).toHaveLength(maximumNodes - 1);
    expect(() => readXml(wide(maximumNodes + 1))).toThrow('not well-formed');
  });

  test('a repeated single member and a wrong root are refused', () => {
    expect(() => textOf(readXml('<a><b/><b/></a>'), 'b')).toThrow();
    expect(() => readDocument('<a/>', 'b')).toThrow();
  });
});

describe('writing', () => {
  test('what XML cannot carry becomes references', () => {
    expect(escapeXml('<a href="b">&\u0001\r\n')).toBe('&lt;a href=&quot;b&quot;&gt;&amp;&#x1;&#xd;\n');
  });

  test('what is written can be read', () => {
    const text = 'a < b & "c"\r\n\u{1f600}';
    const written = document('Root', group('One', element('Two', text)), optional('Three', undefined));
    expect(textOf(readDocument(written, 'Root').children[0]!, 'Two')).toBe(text);
  });
});
