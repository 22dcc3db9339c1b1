import type { ComponentProps } from 'react';
import type { JsonView } from 'react-json-view-lite';

/** The tree in the colours of the page. Its signs are texts here, since the library's own come from its style sheet. */
export const jsonStyles: ComponentProps<typeof JsonView>['style'] = {
  container: 'whitespace-pre-wrap [overflow-wrap:anywhere]',
  basicChildStyle: 'pl-3.5',
  childFieldsContainer: 'm-0 list-none p-0',
  label: 'mr-1.5 text-muted',
  clickableLabel: 'mr-1.5 cursor-pointer text-muted',
  nullValue: 'text-faint',
  undefinedValue: 'text-faint',
  stringValue: 'text-ink [unicode-bidi:isolate]',
  booleanValue: 'text-accent',
  numberValue: 'text-accent',
  otherValue: 'text-accent',
  punctuation: 'mr-1 text-faint',
  collapseIcon: "mr-1 inline-block w-3 cursor-pointer text-faint select-none after:content-['▾']",
  expandIcon: "mr-1 inline-block w-3 cursor-pointer text-faint select-none after:content-['▸']",
  collapsedContent: "mr-1 cursor-pointer text-faint after:content-['…']",
  ariaLables: { collapseJson: 'collapse', expandJson: 'expand' },
  noQuotesForStringValues: false,
  quotesForFieldNames: false,
  stringifyStringValues: false,
};
