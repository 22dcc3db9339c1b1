export { visibleText } from '#lib/core/visible-text.ts';
