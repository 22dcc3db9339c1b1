import { expect, it } from 'vitest';
import { incidentSummary } from '#components/flow/incident-summary.ts';
import { BEGINNING, FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { deadLetteredOrder } from '#lib/core/timeline/testing/sample-flows.ts';

const link = 'https://throughline.example/flows/f1?view=tree';

it('says what happened, the keys, the findings and where to look', () => {
  const summary = incidentSummary(deadLetteredOrder(), link, BEGINNING + 10_000);
  expect(summary).toMatch(/^\*\*Failed after 3 attempts in payment, dead-lettered in payments\.dlq; payment\.requested and stock\.requested came\*\*\n/);
  expect(summary).toContain('\nFindings:\n- dead-lettered: payment gave up after attempt 3: ');
  expect(summary).toContain('\nKeys:\n- ');
  expect(summary.endsWith(`\n${link}\n`)).toBe(true);
});

it('lets nothing of a message become Markdown', () => {
  const b = new FlowBuilder();
  b.span('mail', 'send', 0, 5, { error: '@everyone [click](https://evil.example) www.evil.example\n# heading `x`' });
  const summary = incidentSummary(b.build('failed', { keys: [{ kind: 'business', name: 'note', value: 'a ``b`` c' }] }), link, BEGINNING);
  expect(summary).toContain('\\@everyone \\[click\\]\\(https\\://evil.example\\) www\\.evil.example');
  expect(summary).toContain('- note: ``` a ``b`` c ```');
  expect(summary).not.toMatch(/^#/m);
});
