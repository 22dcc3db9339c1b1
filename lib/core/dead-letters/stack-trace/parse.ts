import { isDotnetFrame, isDotnetLine, parseDotnet } from '#lib/core/dead-letters/stack-trace/dotnet.ts';
import { isGoPlace, parseGo } from '#lib/core/dead-letters/stack-trace/go.ts';
import { isJavaFrame, parseJava } from '#lib/core/dead-letters/stack-trace/java.ts';
import { isNodeFrame, parseNode } from '#lib/core/dead-letters/stack-trace/node.ts';
import { isPythonBegin, parsePython } from '#lib/core/dead-letters/stack-trace/python.ts';
import { LONGEST_LINE, MOST_LINES, type Language, type OpenException, type StackTrace } from '#lib/core/dead-letters/stack-trace/stack-trace.ts';

/**
 * Whatever its language; null where it is no stack trace. Takes time in proportion to the text, whatever the text:
 * it is read line by line, each cut to a length, by expressions that never go back over more than that.
 */
export function parseStackTrace(text: string): StackTrace | null {
  const { lines, cut } = linesOf(text);
  const trimmed = lines.map((line) => line.trim());
  const language = languageOf(trimmed);
  if (language === null) return null;
  const exceptions = PARSERS[language](language === 'python' ? lines : trimmed);
  return exceptions === null || exceptions.every(({ frames }) => frames.length === 0) ? null : { language, exceptions, cut };
}

const PARSERS: Readonly<Record<Language, (lines: readonly string[]) => OpenException[] | null>> = { java: parseJava, node: parseNode, python: parsePython, dotnet: parseDotnet, go: parseGo };

/** By the first line that only one of them writes. .NET's frames without a file look like nobody else's, but only on second thoughts. */
function languageOf(lines: readonly string[]): Language | null {
  for (const line of lines) {
    if (isPythonBegin(line)) return 'python';
    if (isJavaFrame(line)) return 'java';
    if (isNodeFrame(line)) return 'node';
    if (isDotnetLine(line)) return 'dotnet';
    if (isGoPlace(line)) return 'go';
  }
  return lines.some(isDotnetFrame) ? 'dotnet' : null;
}

/** Some loggers write line ends as `\n`, in two characters. */
function linesOf(text: string): { readonly lines: string[]; readonly cut: boolean } {
  const lines: string[] = [];
  const source = text.includes('\n') ? text : text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
  let from = 0;
  while (from <= source.length && lines.length < MOST_LINES) {
    const found = source.indexOf('\n', from);
    const end = found === -1 ? source.length : found;
    lines.push(source.slice(from, Math.min(end, from + LONGEST_LINE)).replace(/\r$/, ''));
    from = end + 1;
  }
  return { lines, cut: from <= source.length };
}
