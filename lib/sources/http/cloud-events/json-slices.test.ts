import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementTexts, memberText } from '#lib/sources/http/cloud-events/json-slices.ts';

describe('JSON slices', () => {
  test.each([
    ['{"data":1}', '1'],
    ['{"a":{"data":1},"data" : {"x" : [1, 2 ]} }', '{"x" : [1, 2 ]}'],
    ['{"data":12345678901234567890.0}', '12345678901234567890.0'],
    ['{"data":"a \\"quoted\\" } text\\\\"}', '"a \\"quoted\\" } text\\\\"'],
    ['{"data":1,"data":2}', '2'],
    ['{"d\\u0061ta":true}', 'true'],
    ['\n{\t"x":[]\r\n,"data":null}', 'null'],
    ['{}', null],
    ['{"other":"data"}', null],
  ])('of %s', (text, expected) => {
    expect(memberText(text, 'data')).toBe(expected);
  });

  test('of any object and list, however they are indented', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.nat(4), (list, indent) => {
        const text = JSON.stringify(list, null, indent);
        const values: { [name: string]: unknown }[] = JSON.parse(text);
        expect(elementTexts(text).map((element) => JSON.parse(element))).toEqual(values);
        for (const [index, element] of elementTexts(text).entries()) {
          for (const name of Object.keys(list[index] ?? {})) {
            const member = memberText(element, name);
            expect(JSON.parse(member ?? '')).toEqual(values[index]?.[name]);
          }
        }
      }),
    );
  });
});
